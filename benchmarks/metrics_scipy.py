"""The SciPy side of metrics.mjs, which runs it: the same tasks on the same masks, times and values as JSON."""
import json
import resource
import sys
import time

import numpy as np
from scipy.ndimage import binary_erosion, distance_transform_edt, label


def surface(mask):
    return mask ^ binary_erosion(mask)


def boundary_figures(prediction, truth):
    """HD, HD95 and ASSD as MedPy computes them."""
    p, t = surface(prediction), surface(truth)
    distances = np.hstack((distance_transform_edt(~t)[p], distance_transform_edt(~p)[t]))
    return [float(distances.max()), float(np.percentile(distances, 95)), float(distances.mean())]


def region_hausdorff(prediction, truth):
    to_truth = distance_transform_edt(~truth)[prediction].max()
    return float(max(to_truth, distance_transform_edt(~prediction)[truth].max()))


def median_ms(run, rounds):
    times = []
    for _ in range(rounds + 2):
        start = time.perf_counter()
        value = run()
        times.append((time.perf_counter() - start) * 1000)
    return float(np.median(times[2:])), value


def slice_tasks(file, rounds):
    prediction, truth = np.fromfile(file, np.uint8).reshape(2, 512, 512).astype(bool)
    tasks = {
        "confusion": lambda: np.bincount(
            (truth.view(np.uint8) * np.uint8(2) + prediction.view(np.uint8)).ravel(), minlength=4
        ).tolist(),
        "edt": lambda: float(distance_transform_edt(truth).max()),
        "boundary": lambda: boundary_figures(prediction, truth),
        "region": lambda: region_hausdorff(prediction, truth),
        "components": lambda: label(truth, np.ones((3, 3)))[1],
    }
    return {name: median_ms(run, rounds) for name, run in tasks.items()}


def volume_task(file, shape):
    mask = np.fromfile(file, np.uint8).reshape(shape).astype(bool)
    start = time.perf_counter()
    value = float(distance_transform_edt(mask).max())
    elapsed = (time.perf_counter() - start) * 1000
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"ms": elapsed, "value": value, "peak": peak, **edt_task(mask)}


def edt_task(mask):
    """The package edt, the fastest one known for processors, on one thread; nothing where it is not installed."""
    try:
        import edt
    except ImportError:
        return {}
    times = []
    for _ in range(4):
        start = time.perf_counter()
        value = float(edt.edt(mask, parallel=1).max())
        times.append((time.perf_counter() - start) * 1000)
    return {"edtMs": float(np.median(times[1:])), "edtValue": value, "edtVersion": getattr(edt, "__version__", "")}


if sys.argv[1] == "slice":
    print(json.dumps(slice_tasks(sys.argv[2], int(sys.argv[3]))))
else:
    print(json.dumps(volume_task(sys.argv[2], json.loads(sys.argv[3]))))
