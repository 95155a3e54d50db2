import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startWasm } from '../../test/start-wasm.js';
import { registerWasmTraining } from './index.js';

/** One pass through every kernel of this package; returns what its gradient adds up to. */
function trainingStep(): number {
  return tf.tidy(() => {
    const x = tf.ones([2, 12, 10, 3]) as tf.Tensor4D;
    const dense = tf.ones([3, 3, 3, 5]) as tf.Tensor4D;
    const depthwise = tf.ones([3, 3, 5, 2]) as tf.Tensor4D;
    const f = (image: tf.Tensor, w: tf.Tensor, dw: tf.Tensor) => {
      const a = tf.conv2d(image as tf.Tensor4D, w as tf.Tensor4D, 2, 'same');
      const b = tf.depthwiseConv2d(a, dw as tf.Tensor4D, 1, 'same', 'NHWC', 2);
      const c = tf.image.resizeBilinear(tf.maxPool(b, 2, 2, 'same'), [7, 6], false, true);
      const d = tf.image.resizeNearestNeighbor(tf.avgPool(c, 3, 1, 'same'), [14, 12]);
      const e = tf.matMul(tf.reshape(d, [2, -1]), tf.fill([14 * 12 * 10, 4], 1e-3));
      return tf.sum(tf.gather(e, tf.tensor1d([0, 0], 'int32'), 1)) as tf.Scalar;
    };
    return tf
      .addN(
        tf
          .grads(f)([x, dense, depthwise])
          .map((gradient) => tf.mean(gradient)),
      )
      .dataSync()[0];
  });
}

const wasm = () => tf.backend() as BackendWasm;
const heapBytes = () => (wasm().wasm as unknown as { HEAPU8: Uint8Array }).HEAPU8.buffer.byteLength;

describe.each(['simd', 'composed'] as const)('with %s kernels', (kernels) => {
  beforeAll(async () => {
    await startWasm();
    registerWasmTraining({ kernels });
  });
  afterAll(() => registerWasmTraining());

  it('200 training steps leave no tensor, no data and no heap behind', () => {
    for (let step = 0; step < 5; step++) trainingStep();
    const before = { tensors: tf.memory().numTensors, data: wasm().numDataIds(), heap: heapBytes() };
    for (let step = 0; step < 200; step++) trainingStep();
    const after = { tensors: tf.memory().numTensors, data: wasm().numDataIds(), heap: heapBytes() };
    expect(after).toEqual(before);
  });

  it('a heap that grows between two steps changes nothing', () => {
    const before = trainingStep();
    const [size, room] = [heapBytes(), []] as [number, tf.Tensor[]];
    while (heapBytes() === size) room.push(tf.zeros([1 << 20]));
    expect(trainingStep()).toBe(before);
    tf.dispose(room);
    expect(trainingStep()).toBe(before);
  });
});

describe('registerWasmTraining', () => {
  beforeAll(startWasm);

  it('can be called again and again without a warning or another result', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const before = tf.getKernel('MaxPoolGrad', 'wasm');
    const result = trainingStep();
    registerWasmTraining();
    expect(tf.getKernel('MaxPoolGrad', 'wasm')).toBe(before);
    expect(trainingStep()).toBe(result);
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });

  it('switches between the kernels at once, and both agree', () => {
    const simd = trainingStep();
    registerWasmTraining({ kernels: 'composed' });
    const composed = trainingStep();
    registerWasmTraining({ kernels: 'simd' });
    expect(Math.abs(composed / simd - 1)).toBeLessThan(1e-5);
    expect(trainingStep()).toBe(simd);
  });

  it('replaces anew what was registered over it', () => {
    const ours = tf.getKernel('MaxPoolGrad', 'wasm');
    tf.unregisterKernel('MaxPoolGrad', 'wasm');
    tf.registerKernel({
      kernelName: 'MaxPoolGrad',
      backendName: 'wasm',
      kernelFunc: () => {
        throw new Error('not reached');
      },
    });
    registerWasmTraining();
    expect(tf.getKernel('MaxPoolGrad', 'wasm')).not.toBe(ours);
    expect(trainingStep()).toBeGreaterThan(0);
  });

  it('a backend started anew gets its kernels, and those of the backend beneath them', async () => {
    const before = trainingStep();
    const factory = tf.findBackendFactory('wasm');
    tf.removeBackend('wasm');
    tf.registerBackend('wasm', factory);
    await startWasm();
    expect(trainingStep()).toBe(before);
  });
});
