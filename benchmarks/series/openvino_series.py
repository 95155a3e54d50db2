"""The same job as a script in Python: a DICOM series to a label map, by OpenVINO, decoding beside the network.

    python3 openvino_series.py series/ model.onnx labels.nii.gz
"""
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nibabel
import numpy as np
import openvino as ov
import pydicom

MEAN, STD = 0.6, 0.3


def read(file):
    slice = pydicom.dcmread(file)
    values = slice.pixel_array * np.float32(slice.RescaleSlope) + np.float32(slice.RescaleIntercept)
    # The lung window, as 8-bit pixels.
    grey = np.round(np.clip((values + 1350) / 1500, 0, 1) * 255).astype(np.float32) / 255
    image = np.broadcast_to(((grey - MEAN) / STD)[None, None], (1, 3, *grey.shape))
    return float(slice.ImagePositionPatient[2]), np.ascontiguousarray(image)


def main():
    series, onnx, target = sys.argv[1:]
    files = sorted(Path(series).iterdir())
    size = pydicom.dcmread(files[0]).Rows
    core = ov.Core()
    model = core.read_model(onnx)
    model.reshape([1, 3, size, size])
    compiled = core.compile_model(model, 'CPU', {
        'PERFORMANCE_HINT': 'THROUGHPUT',
        'INFERENCE_PRECISION_HINT': 'f32',
    })
    places = np.zeros(len(files))
    labels = np.zeros((len(files), size, size), np.uint8)

    def keep(request, index):
        labels[index] = request.get_output_tensor(0).data[0].argmax(0)

    queue = ov.AsyncInferQueue(compiled)
    queue.set_callback(keep)
    # A few files ahead: a whole series of images would not fit.
    with ThreadPoolExecutor(2) as pool:
        ahead = [pool.submit(read, file) for file in files[:4]]
        for index in range(len(files)):
            places[index], image = ahead.pop(0).result()
            if index + 4 < len(files):
                ahead.append(pool.submit(read, files[index + 4]))
            queue.start_async([image], index)
        queue.wait_all()
    labels = labels[np.argsort(places)]
    nibabel.save(nibabel.Nifti1Image(labels.transpose(2, 1, 0), np.eye(4)), target)


main()
