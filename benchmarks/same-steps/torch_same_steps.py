"""Gradients and a trajectory in PyTorch, from the files that ../same-steps.mjs writes.

    python3 torch_same_steps.py <folder>

prints one JSON object.
"""

import json
import pathlib
import re
import sys

import numpy
import torch
from torch import nn

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "training-cases"))
from torch_step import Released  # noqa: E402

BLOCKS = [
    (r"stage(\d)_down", "down.{0}"),
    (r"stage(\d)_block(\d)", "stages.{0}.{1}"),
    (r"path(\d)_down", "path_down.{0}"),
    (r"path(\d)_block(\d)", "path_stages.{0}.{1}"),
    (r"exchange(\d)", "exchanges.{0}"),
    (r"decoder4_top", "decoder.top"),
    (r"decoder(\d)_fusion", "decoder.fusions.{0}"),
    (r"decoder(\d)_lateral", "decoder.laterals.{0}"),
    (r"decoder(\d)_activation", "decoder.activations.{0}"),
    (r"head(\d)", "decoder.heads.{0}"),
]
NORMALIZATION = {"gamma": "weight", "beta": "bias", "moving_mean": "running_mean", "moving_variance": "running_var"}


def torch_name(name, known):
    """The name in `Released` of a weight of `@miniseg/model`."""
    block, weight = name.split("/")
    for pattern, target in BLOCKS:
        match = re.fullmatch(pattern, block)
        if match:
            prefix = target.format(*(int(digit) - 1 for digit in match.groups()))
            break
    dilated = re.fullmatch(r"dilated_(\d)", weight)
    if dilated:
        return f"{prefix}.dilated.{int(dilated[1]) - 1}.weight"
    after = 2 if f"{prefix}.2.running_mean" in known else 1
    candidates = {
        "kernel": [f"{prefix}.0.weight", f"{prefix}.weight"],
        "bias": [f"{prefix}.0.bias", f"{prefix}.bias"],
        "pointwise": [f"{prefix}.pointwise.weight", f"{prefix}.0.weight"],
        "spatial": [f"{prefix}.1.weight"],
        "fuse": [f"{prefix}.fuse.0.weight"],
        "alpha": [f"{prefix}.fuse.2.weight", f"{prefix}.{after + 1}.weight", f"{prefix}.weight"],
    }
    if weight in NORMALIZATION:
        own = NORMALIZATION[weight]
        places = [f"{prefix}.fuse.1.{own}", f"{prefix}.normalization.{own}", f"{prefix}.{after}.{own}"]
    else:
        places = candidates.get(weight, [f"{prefix}.{weight}.weight"])
    return next(place for place in places if place in known)


def in_torch_order(array, shape):
    """From height, width, inputs, outputs to outputs, inputs, height, width."""
    if len(shape) == 1:
        return array
    depthwise = shape[3] == 1 and shape[0] > 1
    return array.transpose((2, 3, 0, 1) if depthwise else (3, 2, 0, 1))


def main():
    folder = pathlib.Path(sys.argv[1])
    manifest = json.loads((folder / "manifest.json").read_text())

    def numbers(file, shape, kind=numpy.float32):
        return numpy.fromfile(folder / file, kind).reshape(shape)

    torch.set_num_threads(1)
    network = Released().train()
    state = network.state_dict()

    def loaded(entries):
        arrays = {}
        for entry in entries:
            array = in_torch_order(numbers(entry["file"], entry["shape"]), entry["shape"])
            arrays[torch_name(entry["name"], state)] = torch.from_numpy(array.copy())
        return arrays

    missing = network.load_state_dict(loaded(manifest["weights"]), strict=False).missing_keys
    assert all(key.endswith("num_batches_tracked") for key in missing), missing
    loss = nn.CrossEntropyLoss(torch.tensor(manifest["classWeights"]), ignore_index=255)

    def loss_of(index):
        batch = manifest["batches"][index]
        image = torch.from_numpy(numbers(batch["image"], batch["shape"])).unsqueeze(1).repeat(1, 3, 1, 1)
        labels = torch.from_numpy(numbers(batch["mask"], batch["shape"], numpy.uint8)).long()
        first, *others = [loss(head, labels) for head in network(image)]
        network.zero_grad()
        total = first + 0.4 * sum(others)
        total.backward()
        return total.item()

    gradients = []
    for case in manifest["gradients"]:
        value = loss_of(case["batch"])
        theirs = loaded(case["files"])
        pairs = [(parameter.grad, theirs[name]) for name, parameter in network.named_parameters()]
        difference = sum(((own - other) ** 2).sum() for own, other in pairs)
        norm = sum((own**2).sum() for own, _ in pairs)
        gradients.append({"loss": value, "difference": (difference / norm).sqrt().item()})

    optimizer = torch.optim.Adam(network.parameters(), weight_decay=manifest["weightDecay"])
    losses = []
    for index, step in enumerate(manifest["steps"]):
        losses.append(loss_of(index))
        for group in optimizer.param_groups:
            group["lr"] = step["learningRate"]
        optimizer.step()
    print(json.dumps({"gradients": gradients, "losses": losses}))


if __name__ == "__main__":
    main()
