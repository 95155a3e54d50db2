"""Native engines on the ONNX file that `miniseg convert --to onnx` writes, each with its own best settings. Reads requests
as lines of JSON and answers on file descriptor 3; see serve.mjs.

    python3 peer_engine.py '{"engine": "openvino", "onnx": ..., "image": ..., "size": 512, "threads": 1, "logits": ...}'
"""
import json
import os
import subprocess
import sys
import time
from importlib.metadata import version

import numpy as np


def onnxruntime(options):
    import onnxruntime as ort

    settings = ort.SessionOptions()
    settings.intra_op_num_threads = options['threads']
    settings.inter_op_num_threads = 1
    settings.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_ALL
    session = ort.InferenceSession(options['onnx'], settings, providers=['CPUExecutionProvider'])
    name = session.get_inputs()[0].name
    output = session.get_outputs()[0].name
    return lambda image: session.run([output], {name: image})[0]


def openvino(options):
    import openvino as ov

    core = ov.Core()
    model = core.read_model(options['onnx'])
    model.reshape([1, 3, options['size'], options['size']])
    compiled = core.compile_model(model, 'CPU', {
        'PERFORMANCE_HINT': 'LATENCY',
        'INFERENCE_NUM_THREADS': options['threads'],
        'NUM_STREAMS': 1,
        # bfloat16, where the processor has it, computes something else.
        'INFERENCE_PRECISION_HINT': 'f32',
    })
    request = compiled.create_infer_request()
    return lambda image: request.infer([image])[compiled.output(0)]


def ncnn(options):
    import ncnn as library

    # pnnx writes its files beside the ONNX file, with `_` for what no name in Python may hold.
    folder, file = os.path.split(options['onnx'])
    stem = os.path.join(folder, os.path.splitext(file)[0].replace('-', '_'))
    size = options['size']
    if not os.path.exists(f'{stem}.ncnn.param'):
        import pnnx

        program = os.path.join(os.path.dirname(pnnx.__file__), 'bin', 'pnnx')
        program = program if os.path.exists(program) else os.path.join(os.path.dirname(sys.executable), 'pnnx')
        # Quantized to half precision by default.
        done = subprocess.run(
            [program, options['onnx'], f'inputshape=[1,3,{size},{size}]f32', 'fp16=0'], capture_output=True, text=True
        )
        if not os.path.exists(f'{stem}.ncnn.param'):
            raise RuntimeError(f'pnnx made no ncnn model: {(done.stdout + done.stderr)[-300:]}')
    net = library.Net()
    net.opt.num_threads = options['threads']
    net.opt.use_fp16_packed = net.opt.use_fp16_storage = net.opt.use_fp16_arithmetic = False
    net.load_param(f'{stem}.ncnn.param')
    net.load_model(f'{stem}.ncnn.bin')

    def run(image):
        extractor = net.create_extractor()
        extractor.input(net.input_names()[0], library.Mat(image[0]).clone())
        return np.array(extractor.extract(net.output_names()[0])[1])[None]

    return run


def main():
    options = json.loads(sys.argv[1])
    engine = options['engine']
    size = options['size']
    image = np.fromfile(options['image'], np.float32).reshape(1, 3, size, size)
    run = {'onnxruntime': onnxruntime, 'openvino': openvino, 'ncnn': ncnn}[engine](options)
    answers = os.fdopen(3, 'w')

    def answer(value):
        print(json.dumps(value), file=answers, flush=True)

    for _ in range(3):
        logits = run(image)
    np.ascontiguousarray(logits, np.float32).tofile(options['logits'])
    answer({'ready': f'{engine} {version(engine)} (Python {sys.version.split()[0]})'})
    for line in sys.stdin:
        times = []
        for _ in range(json.loads(line)['run']):
            start = time.perf_counter()
            run(image)
            times.append(1000 * (time.perf_counter() - start))
        answer({'times': times})


main()
