"""A script as one would write it in Python: a slice to a mask by a native engine, once.

    python3 one_mask.py onnxruntime model.onnx slice.png mask.png
"""
import sys

import numpy as np
from PIL import Image

engine, onnx, source, target = sys.argv[1:]
grey = np.asarray(Image.open(source).convert('L'), np.float32) / 255
image = np.repeat(((grey - 0.4) / 0.3)[None, None], 3, 1)
if engine == 'onnxruntime':
    import onnxruntime as ort

    session = ort.InferenceSession(onnx, providers=['CPUExecutionProvider'])
    logits = session.run(None, {session.get_inputs()[0].name: image})[0]
else:
    import openvino as ov

    core = ov.Core()
    model = core.read_model(onnx)
    model.reshape(list(image.shape))
    logits = core.compile_model(model, 'CPU', {'PERFORMANCE_HINT': 'LATENCY'})(image)[0]
Image.fromarray((255 * logits[0].argmax(0)).astype(np.uint8)).save(target)
