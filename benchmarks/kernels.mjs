/**
 * Times the gradient kernels of `@miniseg/backends/wasm-train`: on the heap, composed of the backend's own kernels, and
 * PyTorch eager on one thread where a Python has torch. All three take turns in one run; the smallest time of each counts.
 *
 *   node benchmarks/kernels.mjs [--rounds 5] [--only depthwise]
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import '@tensorflow/tfjs';
import { registerWasmTraining } from '@miniseg/backends/wasm-train';
import * as tf from '@tensorflow/tfjs-core';
import { findPython, peerEnvironment } from './python.mjs';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, only: { type: 'string', default: '' } },
});

const depthwise = (x, kernel, stride, dilation) => ({
  x,
  kernel,
  stride,
  dilation,
  outputs: x[3],
  depthwise: true,
});
const dense = (x, kernel, stride, outputs) => ({ x, kernel, stride, dilation: 1, outputs, depthwise: false });
const CASES = [
  depthwise([5, 256, 256, 2], 3, 1, 1),
  depthwise([5, 256, 256, 8], 3, 1, 1),
  depthwise([5, 128, 128, 6], 3, 1, 2),
  depthwise([5, 128, 128, 24], 3, 1, 1),
  depthwise([5, 64, 64, 32], 3, 1, 4),
  depthwise([5, 64, 64, 8], 3, 1, 8),
  depthwise([5, 32, 32, 64], 3, 1, 8),
  depthwise([5, 128, 128, 6], 3, 2, 1),
  depthwise([5, 256, 256, 8], 5, 2, 1),
  depthwise([5, 64, 64, 32], 5, 2, 1),
  depthwise([5, 64, 64, 32], 5, 1, 1),
  dense([5, 512, 512, 3], 3, 2, 8),
  dense([5, 256, 256, 8], 3, 1, 8),
  dense([2, 64, 64, 64], 3, 1, 64),
  dense([5, 256, 256, 8], 1, 1, 8),
  dense([5, 128, 128, 24], 1, 1, 24),
  dense([5, 64, 64, 32], 1, 1, 32),
  dense([5, 32, 32, 64], 1, 1, 64),
  dense([5, 128, 128, 24], 1, 1, 2),
].filter((some) => describeCase(some).includes(values.only));

function describeCase({ x, kernel, stride, dilation, outputs, depthwise: isDepthwise }) {
  const name = isDepthwise ? 'depthwise' : `-> ${outputs}`;
  return `${x.join('x')} ${name} ${kernel}x${kernel} stride ${stride} dilation ${dilation}`;
}

/** A function that computes the gradient once, on wasm. */
function gradient({ x, kernel, stride, dilation, outputs, depthwise: isDepthwise }, which) {
  const [batch, height, width, channels] = x;
  const padding = (dilation * (kernel - 1)) / 2;
  const sides = [padding, padding];
  const out = (length) => Math.floor((length + 2 * padding - dilation * (kernel - 1) - 1) / stride) + 1;
  const filterShape = [kernel, kernel, channels, isDepthwise ? 1 : outputs];
  const inputs = {
    x: tf.randomNormal(x),
    filter: tf.randomNormal(filterShape),
    dy: tf.randomNormal([batch, out(height), out(width), outputs]),
  };
  const { x: image, filter, dy } = inputs;
  const attributes = {
    strides: [stride, stride],
    dilations: [dilation, dilation],
    pad: [[0, 0], sides, sides, [0, 0]],
    dataFormat: 'NHWC',
    inputShape: x,
    filterShape,
  };
  const name = isDepthwise ? 'DepthwiseConv2dNativeBackprop' : 'Conv2DBackprop';
  const run = () =>
    which === 'input'
      ? tf.engine().runKernel(`${name}Input`, { dy, filter }, attributes)
      : tf.engine().runKernel(`${name}Filter`, { x: image, dy }, attributes);
  return { run, dispose: () => tf.dispose(inputs) };
}

function fastest(run, runs) {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < runs; i++) {
    const start = performance.now();
    tf.dispose(run());
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

/** A PyTorch process to ask; undefined where no Python has torch. */
async function startTorch() {
  const python = findPython('import torch');
  if (python) {
    const started = spawn(python, [path.join(import.meta.dirname, 'kernels.py')], {
      env: peerEnvironment(),
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const lines = createInterface({ input: started.stdout })[Symbol.asyncIterator]();
    // A process that could not start, or stopped, answers with the end of its output.
    started.on('error', () => {});
    started.stdin.on('error', () => {});
    const ask = async (request) => {
      started.stdin.write(`${JSON.stringify(request)}\n`);
      const { value, done } = await lines.next();
      return done ? undefined : Number(value);
    };
    const probe = { ...dense([1, 4, 4, 1], 1, 1, 1), gradient: 'filter', runs: 1 };
    if ((await ask(probe)) !== undefined) return { ask, stop: () => started.stdin.end() };
  }
  return undefined;
}

await tf.setBackend('wasm');
const torch = await startTorch();
if (!torch)
  console.log('No Python has torch: without PyTorch. `node benchmarks/engines.mjs --peers` installs it.');
const rounds = Number(values.rounds);
const show = (ms) => (ms === undefined ? '-' : ms.toFixed(2)).padStart(9);
const ratio = (a, b) => (b === undefined ? '-' : (a / b).toFixed(2)).padStart(9);
console.log(`${'ms'.padEnd(60)}     simd  composed   PyTorch  s/compos   s/torch`);
for (const some of CASES) {
  for (const which of ['input', 'filter']) {
    const { run, dispose } = gradient(some, which);
    const best = { simd: Infinity, composed: Infinity, torch: undefined };
    for (let round = 0; round < rounds; round++) {
      registerWasmTraining({ kernels: 'simd' });
      best.simd = Math.min(best.simd, fastest(run, 5));
      registerWasmTraining({ kernels: 'composed' });
      if (round < 2) best.composed = Math.min(best.composed, fastest(run, 2));
      const answer = await torch?.ask({ ...some, gradient: which, runs: 5 });
      if (answer !== undefined) best.torch = Math.min(best.torch ?? Infinity, answer);
    }
    dispose();
    console.log(
      `${describeCase(some)}, ${which}`.padEnd(60) +
        show(best.simd) +
        show(best.composed) +
        show(best.torch) +
        ratio(best.simd, best.composed) +
        ratio(best.simd, best.torch),
    );
  }
}
torch?.stop();
