"""Values that the tests compare with, made by independent implementations.

    pip install numpy scipy scikit-learn medpy SimpleITK torch monai
    python packages/metrics/scripts/make_fixtures.py

Writes src/fixtures/*.json. A mask is a list of planes of rows, '#' foreground.
"""
import json
import pathlib
import warnings
from importlib.metadata import version

import medpy.metric.binary as medpy
import monai
import numpy as np
import scipy
import scipy.ndimage as ndi
import SimpleITK as sitk
import sklearn
import sklearn.metrics as sk
import torch
from monai.metrics import (
    compute_average_surface_distance,
    compute_dice,
    compute_hausdorff_distance,
    compute_iou,
    compute_surface_dice,
)

warnings.filterwarnings("ignore")
OUT = pathlib.Path(__file__).parent.parent / "src" / "fixtures"
OUT.mkdir(exist_ok=True)
COMMAND = "python packages/metrics/scripts/make_fixtures.py"
rng = np.random.default_rng(20)


def write(name, versions, **content):
    head = {"command": COMMAND, "versions": versions}
    (OUT / f"{name}.json").write_text(json.dumps({**head, **content}, indent=1, ensure_ascii=False) + "\n")


def rows(mask):
    planes = mask if mask.ndim == 3 else mask[None]
    return [["".join("#" if value else "." for value in row) for row in plane] for plane in planes]


def digits(values):
    return [float(f"{value:.10g}") for value in np.ravel(values)]


def blobs(shape, threshold, smooth=1.2):
    noise = ndi.gaussian_filter(rng.standard_normal(shape), smooth)
    return noise > threshold * noise.std()


def pick(shape, *pixels):
    mask = np.zeros(shape, bool)
    for pixel in pixels:
        mask[pixel] = True
    return mask


def disk(shape, center, radius):
    grid = np.indices(shape)
    return sum((g - c) ** 2 for g, c in zip(grid, center)) <= radius**2


PAIRS = [
    ("two disks", disk((24, 30), (11, 12), 7), disk((24, 30), (13, 15), 8), None),
    ("two disks, anisotropic", disk((24, 30), (11, 12), 7), disk((24, 30), (13, 15), 8), [0.7, 1.3]),
    ("one pixel each", pick((9, 13), (1, 2)), pick((9, 13), (7, 11)), None),
    ("one pixel in a region that fills the image", pick((7, 8), (3, 4)), np.ones((7, 8), bool), None),
    ("blobs that touch the border", blobs((20, 26), 0.4), blobs((20, 26), 0.6), None),
    ("blobs that touch the border, anisotropic", blobs((20, 26), 0.4), blobs((20, 26), 0.6), [2.5, 0.8]),
    ("a ring and its filling", disk((21, 21), (10, 10), 8) & ~disk((21, 21), (10, 10), 5), disk((21, 21), (10, 10), 8), None),
    ("one of two lesions missed", disk((22, 40), (8, 8), 5), disk((22, 40), (8, 9), 5) | disk((22, 40), (15, 33), 3), None),
    ("volumes", blobs((6, 10, 12), 0.5), blobs((6, 10, 12), 0.7), None),
    ("volumes, anisotropic", blobs((6, 10, 12), 0.5), blobs((6, 10, 12), 0.7), [5.0, 0.75, 0.8]),
    ("balls, anisotropic", disk((9, 11, 12), (4, 5, 5), 4), disk((9, 11, 12), (4, 6, 6), 3.5), [1.5, 0.5, 0.9]),
]


def region_hausdorff(prediction, truth, spacing):
    images = [sitk.GetImageFromArray(mask.astype(np.uint8)) for mask in (prediction, truth)]
    for image in images:
        image.SetSpacing(list(reversed(spacing or [1.0] * truth.ndim)))
    measure = sitk.HausdorffDistanceImageFilter()
    measure.Execute(*images)
    return measure.GetHausdorffDistance()


def surface_case(name, prediction, truth, spacing):
    tensors = [torch.from_numpy(mask[None, None]) for mask in (prediction, truth)]
    options = {"include_background": True, "spacing": spacing}
    tolerances = [0.0, 1.0, 2.0]
    medpy_values = {}
    for connectivity in range(1, truth.ndim + 1):
        args = (prediction, truth, spacing, connectivity)
        to_truth, to_prediction = medpy.asd(*args), medpy.asd(truth, prediction, spacing, connectivity)
        medpy_values[connectivity] = {
            "hd": medpy.hd(*args),
            "hd95": medpy.hd95(*args),
            "asd": to_truth,
            "asdReverse": to_prediction,
            "assd": medpy.assd(*args),
        }
    return {
        "name": name,
        "prediction": rows(prediction),
        "truth": rows(truth),
        "dimensions": truth.ndim,
        "spacing": spacing,
        "medpy": medpy_values,
        "monai": {
            "hd": compute_hausdorff_distance(*tensors, **options).item(),
            "hd95": compute_hausdorff_distance(*tensors, percentile=95, **options).item(),
            "hd50": compute_hausdorff_distance(*tensors, percentile=50, **options).item(),
            "asd": compute_average_surface_distance(*tensors, **options).item(),
            "assd": compute_average_surface_distance(*tensors, symmetric=True, **options).item(),
            "surfaceDice": [
                {"tolerance": t, "value": compute_surface_dice(*tensors, class_thresholds=[t], **options).item()}
                for t in tolerances
            ],
        },
        "simpleItkRegionHausdorff": region_hausdorff(prediction, truth, spacing),
    }


def volume_case(name, shape, spacing, thresholds):
    """Lesions as a network finds them: some right, some missed, some too many, on voxels that are no cubes."""
    one, two, noise = (ndi.gaussian_filter(volume_rng.standard_normal(shape), [1.6 / s for s in spacing]) for _ in range(3))
    truth = one > thresholds[0] * one.std()
    mixed = one / one.std() + 0.6 * two / two.std() + 0.2 * noise / noise.std()
    prediction = mixed > thresholds[1] * mixed.std()
    case = surface_case(name, prediction, truth, spacing)
    tensors = [torch.from_numpy(mask[None, None]) for mask in (prediction, truth)]
    case["monai"] |= {
        "dice": compute_dice(*tensors).item(),
        "iou": compute_iou(*tensors).item(),
        "asdReverse": compute_average_surface_distance(*reversed(tensors), include_background=True, spacing=spacing).item(),
    }
    overlap = sitk.LabelOverlapMeasuresImageFilter()
    overlap.Execute(*(sitk.GetImageFromArray(mask.astype(np.uint8)) for mask in (truth, prediction)))
    case["simpleItk"] = {
        "dice": overlap.GetDiceCoefficient(),
        "iou": overlap.GetJaccardCoefficient(),
        "regionHausdorff": case.pop("simpleItkRegionHausdorff"),
    }
    return case


def transform_case(name, mask, spacing):
    return {
        "name": name,
        "mask": rows(mask),
        "dimensions": mask.ndim,
        "spacing": spacing,
        "toBackground": digits(ndi.distance_transform_edt(mask, sampling=spacing)),
        "toForeground": digits(ndi.distance_transform_edt(~mask, sampling=spacing)),
    }


def component_case(name, mask):
    values = {}
    for connectivity in range(1, mask.ndim + 1):
        labels, count = ndi.label(mask, ndi.generate_binary_structure(mask.ndim, connectivity))
        values[connectivity] = {"count": count, "labels": np.ravel(labels).tolist()}
    return {"name": name, "mask": rows(mask), "dimensions": mask.ndim, "scipy": values}


def nan_to_none(value):
    values = np.atleast_1d(np.asarray(value, float))
    result = [None if np.isnan(v) else float(v) for v in values]
    return result if np.ndim(value) else result[0]


def score_case(name, truth, prediction, classes):
    labels = list(range(classes))
    by_class = {
        "sensitivity": sk.recall_score,
        "precision": sk.precision_score,
        "dice": sk.f1_score,
        "fBeta2": lambda *a, **k: sk.fbeta_score(*a, beta=2, **k),
        "iou": sk.jaccard_score,
    }
    values = []
    for zero_division in (0, 1, "nan"):
        for average in (None, "macro", "micro", "weighted"):
            for score, function in by_class.items():
                if score == "iou" and zero_division == "nan":
                    continue  # scikit-learn has no NaN there
                value = function(
                    truth,
                    prediction,
                    labels=labels,
                    average=average,
                    zero_division=np.nan if zero_division == "nan" else zero_division,
                )
                reduction = average or "none"
                values.append(
                    {"score": score, "reduction": reduction, "zeroDivision": zero_division, "value": nan_to_none(value)}
                )
    return {
        "name": name,
        "classes": classes,
        "truth": truth.tolist(),
        "prediction": prediction.tolist(),
        "matrix": sk.confusion_matrix(truth, prediction, labels=labels).ravel().tolist(),
        "values": values,
        "accuracy": sk.accuracy_score(truth, prediction),
        "balancedAccuracy": sk.balanced_accuracy_score(truth, prediction),
        "kappa": nan_to_none(sk.cohen_kappa_score(truth, prediction)),
        "mcc": sk.matthews_corrcoef(truth, prediction),
    }


def noisy(classes, n, wrong):
    truth = rng.choice(classes, n, p=np.linspace(classes, 1, classes) / sum(range(1, classes + 1)))
    prediction = np.where(rng.random(n) < wrong, rng.integers(0, classes, n), truth)
    return truth, prediction


def statistics_case(values):
    return {
        "values": values,
        "mean": float(np.mean(values)),
        "sd": float(np.std(values, ddof=1)) if len(values) > 1 else None,
        "quartiles": np.percentile(values, [0, 25, 50, 75, 100]).tolist(),
    }


truth3, prediction3 = noisy(4, 120, 0.3)
absent = (np.array([0, 0, 1, 1, 1, 0, 2, 0]), np.array([0, 1, 1, 1, 0, 0, 0, 0]))

write(
    "surfaces",
    {"medpy": version("medpy"), "monai": monai.__version__, "SimpleITK": sitk.Version_VersionString(), "scipy": scipy.__version__},
    cases=[surface_case(*pair) for pair in PAIRS],
)
write(
    "transforms",
    {"scipy": scipy.__version__},
    cases=[
        transform_case("blobs", blobs((15, 19), 0.2), None),
        transform_case("blobs, anisotropic", blobs((15, 19), 0.2), [2.0, 0.3]),
        transform_case("one background pixel", ~pick((8, 11), (6, 2)), [1.0, 1.5]),
        transform_case("volume", blobs((5, 8, 9), 0.2), None),
        transform_case("volume, anisotropic", blobs((5, 8, 9), 0.2), [3.0, 0.7, 1.1]),
    ],
)
write(
    "components",
    {"scipy": scipy.__version__},
    cases=[
        component_case("noise", rng.random((14, 17)) < 0.45),
        component_case("blobs", blobs((16, 20), 0.3)),
        component_case("noise in a volume", rng.random((5, 7, 8)) < 0.22),
    ],
)
write(
    "scores",
    {"scikit-learn": sklearn.__version__},
    cases=[
        score_case("two classes", *noisy(2, 90, 0.25), 2),
        score_case("four classes", truth3, prediction3, 4),
        score_case("a class never predicted and one that occurs nowhere", *absent, 4),
        score_case("all right", absent[0], absent[0], 3),
    ],
)
write(
    "statistics",
    {"numpy": np.__version__},
    cases=[statistics_case(v) for v in ([3.0], [2.0, -1.0], [0.5, 0.1, 0.9, 0.4], digits(rng.normal(size=17)))],
)

volume_rng = np.random.default_rng(21)
write(
    "volumes",
    {"medpy": version("medpy"), "monai": monai.__version__, "SimpleITK": sitk.Version_VersionString(), "scipy": scipy.__version__},
    cases=[
        volume_case("thick slices", (8, 20, 22), [5.0, 0.7, 0.7], [1.2, 1.3]),
        volume_case("rows and columns of other lengths", (9, 18, 20), [2.5, 0.8, 0.6], [1.0, 1.1]),
        volume_case("slices closer than pixels", (16, 11, 12), [0.4, 1.5, 1.9], [1.1, 1.0]),
        volume_case("most of it marked, up to the border", (7, 12, 14), [3.0, 1.1, 0.9], [-0.3, -0.4]),
        volume_case("two slices", (2, 24, 26), [10.0, 0.65, 0.65], [1.2, 1.1]),
    ],
)
