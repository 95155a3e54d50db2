"""Times PyTorch's gradients of one convolution: a request (JSON) a line, one thread. Started by kernels.mjs."""
import json
import sys
import time

import torch

torch.set_num_threads(1)


def tensors(request):
    batch, height, width, channels = request["x"]
    kernel, outputs = request["kernel"], request["outputs"]
    depthwise = request["depthwise"]
    groups = channels if depthwise else 1
    x = torch.randn(batch, channels, height, width)
    w = torch.randn(outputs, channels // groups, kernel, kernel)
    stride, dilation = request["stride"], request["dilation"]
    padding = dilation * (kernel - 1) // 2
    y = torch.nn.functional.conv2d(x, w, None, stride, padding, dilation, groups)
    mask = [request["gradient"] == "input", request["gradient"] == "filter", False]
    return lambda: torch.ops.aten.convolution_backward(
        torch.ones_like(y), x, w, None, [stride] * 2, [padding] * 2, [dilation] * 2, False, [0, 0], groups, mask
    )


cache = {}
for line in sys.stdin:
    request = json.loads(line)
    run = cache.get(line)
    if run is None:
        cache.clear()
        run = cache[line] = tensors(request)
        run()
    times = []
    for _ in range(request["runs"]):
        start = time.perf_counter()
        run()
        times.append(1000 * (time.perf_counter() - start))
    print(min(times), flush=True)
