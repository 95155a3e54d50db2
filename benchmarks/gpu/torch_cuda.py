"""Both presets in PyTorch on CUDA: inference eager and as a CUDA graph, and the training step of training-cases/torch_step.py.

    python3 torch_cuda.py <aaai|paper>

answers with one line of JSON on file descriptor 3, {"result": ...} or {"error": ...}; milliseconds an image or a step.
"""

import json
import os
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
for folder in (HERE.parent / "training-cases", HERE):
    if (folder / "torch_step.py").exists():
        sys.path.insert(0, str(folder))


def answer(value):
    os.write(3, (json.dumps(value) + "\n").encode())


def measure(preset):
    import torch
    from torch import nn
    from torch_step import Paper, Released

    if not torch.cuda.is_available():
        raise RuntimeError(f"PyTorch {torch.__version__} finds no CUDA device.")
    torch.backends.cudnn.benchmark = True
    torch.manual_seed(1)
    network = {"aaai": Released, "paper": Paper}[preset]().cuda()

    def timed(run, rounds=60):
        for _ in range(5):
            run()
        torch.cuda.synchronize()
        began = time.perf_counter()
        for _ in range(rounds):
            run()
        torch.cuda.synchronize()
        return round(1000 * (time.perf_counter() - began) / rounds, 4)

    def graphed(batch):
        given = torch.randn(batch, 3, 512, 512, device="cuda")
        stream = torch.cuda.Stream()
        stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(stream):
            for _ in range(3):
                network(given)
        torch.cuda.current_stream().wait_stream(stream)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            network(given)
        return timed(graph.replay) / batch

    result = {"torch": torch.__version__, "hardware": torch.cuda.get_device_name(0)}
    network.eval()
    with torch.no_grad():
        one = torch.randn(1, 3, 512, 512, device="cuda")
        result["eager_ms"] = timed(lambda: network(one))
        result["graph_ms"] = graphed(1)
        result["graph_batch8_ms"] = graphed(8)
    network.train()
    optimizer = torch.optim.Adam(network.parameters(), 1e-3, weight_decay=1e-4)
    loss = nn.CrossEntropyLoss(torch.tensor([1.4, 7.2], device="cuda"), ignore_index=255)
    for batch, size in ((4, 256), (5, 512)):
        images = torch.randn(batch, 3, size, size, device="cuda")
        labels = (torch.rand(batch, size, size, device="cuda") > 0.8).long()

        def step():
            first, *others = [loss(head, labels) for head in network(images)]
            optimizer.zero_grad()
            (first + 0.4 * sum(others)).backward()
            optimizer.step()

        result[f"step_{batch}_{size}_ms"] = timed(step, 10)
    return result


try:
    answer({"result": measure(sys.argv[1])})
except Exception as error:
    answer({"error": str(error)})
