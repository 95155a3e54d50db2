"""MiniSeg in PyTorch, as a yardstick: the network of the paper and the released one, from the weights of a safetensors
file that `exportSafetensors` wrote. Reads requests as lines of JSON and answers on file descriptor 3; see serve.mjs.

    python3 torch_engine.py '{"weights": ..., "image": ..., "size": 512, "threads": 1, "mode": "eager"}'
"""
import json
import os
import re
import struct
import sys
import time

import torch
from torch import nn
from torch.nn.functional import interpolate


def conv(inputs, outputs, size, stride=1, dilation=1, groups=1, bias=False):
    padding = (size - 1) // 2 * dilation
    return nn.Conv2d(inputs, outputs, size, stride, padding, dilation, groups, bias)


def resize(x, like):
    return interpolate(x, size=like.shape[2:], mode='bilinear', align_corners=False)


class ConvBlock(nn.Module):
    def __init__(self, inputs, outputs, stride=1):
        super().__init__()
        self.conv = conv(inputs, outputs, 3, stride)
        self.bn = nn.BatchNorm2d(outputs)
        self.act = nn.PReLU(outputs)

    def forward(self, x):
        return self.act(self.bn(self.conv(x)))


class AHSP(nn.Module):
    def __init__(self, inputs, outputs, stride=1, branches=4):
        super().__init__()
        width = outputs // branches
        self.branches, self.width = branches, width
        self.reduce = conv(inputs, width, 1)
        self.pool = nn.AvgPool2d(3, stride, 1)
        self.dw = nn.ModuleList(conv(width, width, 3, stride, 2**k, width) for k in range(branches))
        self.att = conv(outputs, branches, 1, groups=branches)
        self.fuse = conv(outputs, outputs, 1, groups=branches)
        self.bn = nn.BatchNorm2d(outputs)
        self.act = nn.PReLU(outputs)

    def forward(self, x):
        s = self.reduce(x)
        total = self.pool(s)
        maps = []
        for branch in self.dw:
            total = total + branch(s)
            maps.append(total)
        y = torch.cat(maps, 1)
        n, c, h, w = y.shape
        attention = torch.sigmoid(self.att(y)).view(n, self.branches, 1, h, w)
        grouped = y.view(n, self.branches, self.width, h, w)
        y = (grouped + grouped * attention).view(n, c, h, w)
        return self.act(self.bn(self.fuse(y)))


class Downsampler(nn.Module):
    def __init__(self, inputs, outputs, stride=2, vanilla=False):
        super().__init__()
        self.pw = conv(inputs, outputs, 1)
        self.dw = conv(outputs, outputs, 3, stride) if vanilla else conv(outputs, outputs, 5, stride, groups=outputs)
        self.bn = nn.BatchNorm2d(outputs)
        self.act = nn.PReLU(outputs)

    def forward(self, x):
        return self.act(self.bn(self.dw(self.pw(x))))


class Fusion(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.pw = conv(inputs, outputs, 1)
        self.d1 = conv(outputs, outputs, 3, groups=outputs)
        self.d2 = conv(outputs, outputs, 3, dilation=2, groups=outputs)
        self.bn = nn.BatchNorm2d(outputs)

    def forward(self, x):
        s = self.pw(x)
        return self.bn(self.d1(s) + self.d2(s))


def pointwise(inputs, outputs, bias):
    return nn.Sequential(conv(inputs, outputs, 1, bias=bias), nn.BatchNorm2d(outputs))


class Decoder(nn.Module):
    def __init__(self, filters, classes, released):
        super().__init__()
        pairs = list(zip(filters[1:], filters[:-1]))
        self.top = nn.Sequential(pointwise(filters[-1], filters[-1], True), nn.PReLU(filters[-1])) if released else None
        self.ffm = nn.ModuleList(Fusion(coarse, fine) for coarse, fine in pairs)
        self.lat = nn.ModuleList(pointwise(fine, fine, released) for _, fine in pairs)
        self.act = nn.ModuleList(nn.PReLU(fine) for _, fine in pairs)
        self.pred = conv(filters[0], classes, 1, bias=True)

    def forward(self, features, image):
        x = features[-1] if self.top is None else self.top(features[-1])
        for i in range(len(self.ffm) - 1, -1, -1):
            x = self.act[i](self.ffm[i](resize(x, features[i])) + self.lat[i](features[i]))
        return resize(self.pred(x), image)


class Paper(nn.Module):
    def __init__(self, filters, blocks, classes, channels):
        super().__init__()
        widths = [channels] + filters
        block = lambda i: ConvBlock if i == 0 else AHSP
        self.enc = nn.ModuleList(
            nn.ModuleList([block(i)(widths[i], width, 2)] + [block(i)(width, width) for _ in range(blocks[i] - 1)])
            for i, width in enumerate(filters)
        )
        self.db = nn.ModuleList(Downsampler(widths[i], width, vanilla=i == 0) for i, width in enumerate(filters))
        self.decoder = Decoder(filters, classes, False)

    def forward(self, image):
        features, out, path = [], image, image
        for i, stage in enumerate(self.enc):
            path = self.db[i](image if i == 0 else path + out)
            out = stage[0](out)
            for block in stage[1:]:
                out = block(out + path) + out
            features.append(out)
        return self.decoder(features, image)


class Released(nn.Module):
    def __init__(self, filters, blocks, classes, channels):
        super().__init__()
        widths = [channels] + filters
        block = lambda i: ConvBlock if i == 0 else AHSP
        stages = range(len(filters))
        self.down = nn.ModuleList(block(i)(widths[i], filters[i], 2) for i in stages)
        self.level = nn.ModuleList(
            nn.ModuleList(block(i)(filters[i], filters[i]) for _ in range(blocks[i])) for i in stages
        )
        self.long = nn.ModuleList(Downsampler(widths[i], filters[i]) for i in stages)
        self.level_long = nn.ModuleList(
            nn.ModuleList(Downsampler(filters[i], filters[i], 1) for _ in range(blocks[i] // 2)) for i in stages
        )
        self.cat = nn.ModuleList(pointwise(2 * width, 2 * width, False) for width in filters[:-1])
        self.decoder = Decoder(filters, classes, True)

    def forward(self, image):
        features, to_out, to_path = [], image, image
        for i in range(len(self.down)):
            out, path = self.down[i](to_out), self.long[i](to_path)
            for j, block in enumerate(self.level[i]):
                s = out + path
                out = block(s) + out
                if j < len(self.level_long[i]):
                    path = self.level_long[i][j](s) + path
            features.append(out)
            if i < len(self.cat):
                left, right = self.cat[i](torch.cat([path, out], 1)).chunk(2, 1)
                to_path, to_out = left + path, right + out
        return self.decoder(features, image)


def previous(digits):
    return str(int(digits) - 1)


# From the names of the file to those of the modules above; the first pattern that fits counts.
RELEASED = [
    (r'^(down|long|cat)(\d+)\.', lambda m: f'{m[1]}.{previous(m[2])}.'),
    (r'^level(\d+)(_long)?\.', lambda m: f'level{m[2] or ""}.{previous(m[1])}.'),
    (r'^pred1\.1\.', lambda m: 'decoder.pred.'),
    (r'^up4_conv4\.', lambda m: 'decoder.top.0.0.'),
    (r'^up4_bn4\.', lambda m: 'decoder.top.0.1.'),
    (r'^up4_act\.', lambda m: 'decoder.top.1.'),
    (r'^up(\d)_conv\1\.', lambda m: f'decoder.lat.{previous(m[1])}.0.'),
    (r'^up(\d)_bn\1\.', lambda m: f'decoder.lat.{previous(m[1])}.1.'),
    (r'^up(\d)_act\.', lambda m: f'decoder.act.{previous(m[1])}.'),
    (r'^up(\d)_conv\d\.', lambda m: f'decoder.ffm.{previous(m[1])}.'),
]
PAPER = [(r'^pred\.0\.', lambda m: 'decoder.pred.'), (r'^(ffm|lat|act)\.', lambda m: f'decoder.{m[1]}.')]
PARTS = [
    (r'\.conv1x1_down\.', '.reduce.'),
    (r'\.conv1x1_fuse\.', '.fuse.'),
    (r'\.attention\.', '.att.'),
]


def module_key(key, released):
    for pattern, make in RELEASED if released else PAPER:
        found = re.match(pattern, key)
        if found:
            key = make(found) + key[found.end():]
            break
    for pattern, name in PARTS:
        key = re.sub(pattern, name, key)
    if not released:
        return re.sub(r'^db\.0\.conv\.', 'db.0.dw.', key)
    if re.match(r'decoder\.ffm', key):
        return re.sub(r'\.conv(\d)\.', lambda m: ['.pw.', '.d1.', '.d2.'][int(m[1])], key)
    if re.match(r'(long|level_long)\.', key):
        return re.sub(r'\.conv(\d)\.', lambda m: ['.pw.', '.dw.'][int(m[1])], key)
    return re.sub(r'\.conv(\d)\.', lambda m: f'.dw.{previous(m[1])}.', key)


def read_safetensors(path):
    with open(path, 'rb') as file:
        length, = struct.unpack('<Q', file.read(8))
        header = json.loads(file.read(length))
        data = bytearray(file.read())
    metadata = header.pop('__metadata__')
    tensors = {}
    for key, entry in header.items():
        begin, end = entry['data_offsets']
        if entry['dtype'] == 'F32':
            tensors[key] = torch.frombuffer(data[begin:end], dtype=torch.float32).reshape(entry['shape'])
    return tensors, json.loads(metadata['miniseg'])['options']


def load(path):
    tensors, options = read_safetensors(path)
    released = options['preset'] == 'aaai'
    model = (Released if released else Paper)(
        options['filters'], options['blocks'], options['classes'], options['inputChannels']
    )
    result = model.load_state_dict({module_key(key, released): value for key, value in tensors.items()}, strict=False)
    missing = [key for key in result.missing_keys if 'num_batches_tracked' not in key]
    # The heads of deep supervision are not computed by any engine here.
    left = [key for key in result.unexpected_keys if not re.match(r'pred[2-9]|pred\.[1-9]', key)]
    if missing or left:
        raise ValueError(f'The weights do not fit: missing {missing[:3]}, left over {left[:3]}')
    return model.eval()


def in_litert(model, image, threads, path):
    """The same network as a LiteRT (TensorFlow Lite) model, on its XNNPACK kernels; `path` is for LiteRT.js, too."""
    from importlib.metadata import version

    import litert_torch
    from ai_edge_litert.interpreter import Interpreter

    litert_torch.convert(model, (image,)).export(path)
    interpreter = Interpreter(model_path=path, num_threads=threads)
    interpreter.allocate_tensors()
    source, target = interpreter.get_input_details()[0]['index'], interpreter.get_output_details()[0]['index']

    def run(image):
        interpreter.set_tensor(source, image.numpy())
        interpreter.invoke()
        return torch.from_numpy(interpreter.get_tensor(target))

    return run, f'LiteRT {version("ai-edge-litert")}'


def main():
    options = json.loads(sys.argv[1])
    torch.set_num_threads(options['threads'])
    torch.set_grad_enabled(False)
    size = options['size']
    with open(options['image'], 'rb') as file:
        image = torch.frombuffer(bytearray(file.read()), dtype=torch.float32).reshape(1, 3, size, size)
    model = load(options['weights'])
    if options['mode'] == 'channels_last':
        model = model.to(memory_format=torch.channels_last)
        image = image.contiguous(memory_format=torch.channels_last)
    if options['mode'] == 'frozen':
        model = torch.jit.freeze(torch.jit.trace(model, image))
    name = f'PyTorch {torch.__version__}'
    if options['mode'] == 'litert':
        model, name = in_litert(model, image, options['threads'], options['onnx'].replace('.onnx', '.tflite'))
    answers = os.fdopen(3, 'w')

    def answer(value):
        print(json.dumps(value), file=answers, flush=True)

    for _ in range(3):
        logits = model(image)
    with open(options['logits'], 'wb') as file:
        file.write(logits.contiguous().numpy().tobytes())
    answer({'ready': name})
    for line in sys.stdin:
        times = []
        for _ in range(json.loads(line)['run']):
            start = time.perf_counter()
            model(image)
            times.append(1000 * (time.perf_counter() - start))
        answer({'times': times})


main()
