"""The same training step in PyTorch: both presets written anew from the paper, as a yardstick for time and memory.

    python3 torch_step.py <aaai|paper> <batch> <size> <threads> <rounds> <contiguous|channels-last>

prints one JSON object: parameters, seconds of each round, and the largest resident set in bytes.
"""

import json
import resource
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F


def conv(inputs, outputs, kernel=1, stride=1, dilation=1, groups=1, bias=False):
    padding = (kernel - 1) // 2 * dilation
    return nn.Conv2d(inputs, outputs, kernel, stride, padding, dilation, groups, bias)


def depthwise(channels, kernel, stride=1, dilation=1):
    return conv(channels, channels, kernel, stride, dilation, groups=channels)


def normalized(*layers, channels, activation=True):
    after = [nn.BatchNorm2d(channels)] + ([nn.PReLU(channels)] if activation else [])
    return nn.Sequential(*layers, *after)


def conv_block(inputs, outputs, stride=1):
    return normalized(conv(inputs, outputs, 3, stride), channels=outputs)


def downsampler(inputs, outputs, stride=2, vanilla=False):
    body = conv(outputs, outputs, 3, stride) if vanilla else depthwise(outputs, 5, stride)
    return normalized(conv(inputs, outputs), body, channels=outputs)


class Pyramid(nn.Module):
    """AHSP, eq. (1)-(8)."""

    def __init__(self, inputs, outputs, stride=1, branches=4):
        super().__init__()
        width = outputs // branches
        self.stride = stride
        self.reduce = conv(inputs, width)
        self.dilated = nn.ModuleList(depthwise(width, 3, stride, 2**k) for k in range(branches))
        self.attention = conv(outputs, branches, groups=branches)
        self.fuse = normalized(conv(outputs, outputs, groups=branches), channels=outputs)

    def forward(self, x):
        s = self.reduce(x)
        running = F.avg_pool2d(s, 3, self.stride, 1)
        maps = []
        for branch in self.dilated:
            running = running + branch(s)
            maps.append(running)
        maps = torch.cat(maps, 1)
        gates = torch.sigmoid(self.attention(maps))
        gates = gates.repeat_interleave(maps.shape[1] // gates.shape[1], 1)
        return self.fuse(maps + maps * gates)


class Fusion(nn.Module):
    """FFM, eq. (15)."""

    def __init__(self, inputs, outputs):
        super().__init__()
        self.pointwise = conv(inputs, outputs)
        self.near = depthwise(outputs, 3)
        self.far = depthwise(outputs, 3, dilation=2)
        self.normalization = nn.BatchNorm2d(outputs)

    def forward(self, x):
        mixed = self.pointwise(x)
        return self.normalization(self.near(mixed) + self.far(mixed))


def block(stage, inputs, outputs, stride=1):
    return (conv_block if stage == 0 else Pyramid)(inputs, outputs, stride)


def enlarge(x, like):
    return F.interpolate(x, size=like.shape[2:], mode="bilinear", align_corners=False)


class Decoder(nn.Module):
    def __init__(self, channels, released):
        super().__init__()
        self.released = released
        top = channels[-1]
        self.top = normalized(conv(top, top, bias=True), channels=top) if released else nn.Identity()
        pairs = list(zip(channels, channels[1:]))
        self.fusions = nn.ModuleList(Fusion(coarse, fine) for fine, coarse in pairs)
        self.laterals = nn.ModuleList(
            normalized(conv(fine, fine, bias=released), channels=fine, activation=False) for fine, _ in pairs
        )
        self.activations = nn.ModuleList(nn.PReLU(fine) for fine, _ in pairs)
        read = [channels[0]] + list(channels[1:])
        self.heads = nn.ModuleList(conv(count, 2, bias=True) for count in read)

    def forward(self, features, image):
        maps = [self.top(features[-1])]
        large_maps = []
        for i in reversed(range(len(self.fusions))):
            large = enlarge(maps[0], features[i])
            maps.insert(0, self.activations[i](self.fusions[i](large) + self.laterals[i](features[i])))
            large_maps.insert(0, large)
        read = [maps[0], *large_maps] if self.released else maps
        return [enlarge(head(x), image) for head, x in zip(self.heads, read)]


class Paper(nn.Module):
    channels, blocks = (16, 64, 128, 256), (3, 4, 9, 7)

    def __init__(self):
        super().__init__()
        inputs = (3,) + self.channels[:-1]
        stages = list(enumerate(zip(inputs, self.channels, self.blocks)))
        self.down = nn.ModuleList(block(i, before, width, 2) for i, (before, width, _) in stages)
        self.stages = nn.ModuleList(
            nn.ModuleList(block(i, width, width) for _ in range(count - 1)) for i, (_, width, count) in stages
        )
        self.paths = nn.ModuleList(downsampler(before, width, 2, i == 0) for i, (before, width, _) in stages)
        self.decoder = Decoder(self.channels, released=False)

    def forward(self, image):
        main, path, features = image, image, []
        for i, blocks in enumerate(self.stages):
            path = self.paths[i](path if i == 0 else path + main)
            main = self.down[i](main)
            for one in blocks:
                main = one(main + path) + main
            features.append(main)
        return self.decoder(features, image)


class Released(nn.Module):
    channels, blocks = (8, 24, 32, 64), (2, 3, 8, 6)

    def __init__(self):
        super().__init__()
        inputs = (3,) + self.channels[:-1]
        stages = list(enumerate(zip(inputs, self.channels, self.blocks)))
        self.down = nn.ModuleList(block(i, before, width, 2) for i, (before, width, _) in stages)
        self.stages = nn.ModuleList(
            nn.ModuleList(block(i, width, width) for _ in range(count)) for i, (_, width, count) in stages
        )
        self.path_down = nn.ModuleList(downsampler(before, width) for _, (before, width, _) in stages)
        self.path_stages = nn.ModuleList(
            nn.ModuleList(downsampler(width, width, 1) for _ in range(count // 2)) for _, (_, width, count) in stages
        )
        self.exchanges = nn.ModuleList(
            normalized(conv(2 * width, 2 * width), channels=2 * width, activation=False) for width in self.channels[:-1]
        )
        self.decoder = Decoder(self.channels, released=True)

    def forward(self, image):
        to_main, to_path, features = image, image, []
        for i, blocks in enumerate(self.stages):
            main, path = self.down[i](to_main), self.path_down[i](to_path)
            for j, one in enumerate(blocks):
                both = main + path
                main = one(both) + main
                if j < len(self.path_stages[i]):
                    path = self.path_stages[i][j](both) + path
            features.append(main)
            if i < len(self.exchanges):
                left, right = self.exchanges[i](torch.cat([path, main], 1)).chunk(2, 1)
                to_path, to_main = left + path, right + main
        return self.decoder(features, image)


def main():
    preset, batch, size, threads, rounds = sys.argv[1], *map(int, sys.argv[2:6])
    memory_format = {"contiguous": torch.contiguous_format, "channels-last": torch.channels_last}[sys.argv[6]]
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    network = {"aaai": Released, "paper": Paper}[preset]().train().to(memory_format=memory_format)
    parameters = sum(parameter.numel() for parameter in network.parameters())
    optimizer = torch.optim.Adam(network.parameters(), 1e-3, weight_decay=1e-4)
    loss = nn.CrossEntropyLoss(torch.tensor([1.4, 7.2]), ignore_index=255)
    images = torch.randn(batch, 3, size, size).to(memory_format=memory_format)
    labels = (torch.rand(batch, size, size) > 0.8).long()
    times, cpu_times = [], []
    for _ in range(rounds):
        start, cpu_start = time.perf_counter(), time.process_time()
        first, *others = [loss(head, labels) for head in network(images)]
        optimizer.zero_grad()
        (first + 0.4 * sum(others)).backward()
        optimizer.step()
        times.append(1000 * (time.perf_counter() - start))
        cpu_times.append(1000 * (time.process_time() - cpu_start))
    resident = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    result = {"version": torch.__version__, "parameters": parameters, "times": times, "cpuTimes": cpu_times}
    print(json.dumps({**result, "residentBytes": resident}))


if __name__ == "__main__":
    main()
