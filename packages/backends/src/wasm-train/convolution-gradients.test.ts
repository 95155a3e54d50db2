import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, it } from 'vitest';
import {
  type Case,
  convolutions,
  depthwiseConvolutions,
  expectGradient,
  forEachTap,
  layout,
  noise,
} from '../../test/geometry-cases.js';
import { startWasm } from '../../test/start-wasm.js';
import { registerWasmTraining } from './index.js';

const RUNS = { numRuns: 120 };

/** Gradients of conv2d in x and filter, by tfjs and by definition. */
function checkDense(some: Case): void {
  const { batch, height, width, channels, outputs, kernel } = some;
  const { outHeight, outWidth } = layout(some);
  const x = noise(batch * height * width * channels, 1);
  const w = noise(kernel[0] * kernel[1] * channels * outputs, 2);
  const dy = noise(batch * outHeight * outWidth * outputs, 3);
  const dx = new Float64Array(x.length);
  const dw = new Float64Array(w.length);
  forEachTap(some, (pixel, outPixel, tap) => {
    for (let c = 0; c < channels; c++)
      for (let o = 0; o < outputs; o++) {
        const weight = (tap * channels + c) * outputs + o;
        dx[pixel * channels + c] += w[weight] * dy[outPixel * outputs + o];
        dw[weight] += x[pixel * channels + c] * dy[outPixel * outputs + o];
      }
  });
  tf.tidy(() => {
    const geometry = { strides: some.strides, pad: some.pad, dilations: some.dilations, dataFormat: 'NHWC' };
    const xs = tf.tensor4d(x, [batch, height, width, channels]);
    const ws = tf.tensor4d(w, [...kernel, channels, outputs]);
    const dys = tf.tensor4d(dy, [batch, outHeight, outWidth, outputs]);
    const run = (name: string, inputs: tf.NamedTensorMap, attributes: object) =>
      (tf.engine().runKernel(name, inputs, { ...geometry, ...attributes } as never) as tf.Tensor).dataSync();
    expectGradient(run('Conv2DBackpropInput', { dy: dys, filter: ws }, { inputShape: xs.shape }), dx);
    expectGradient(run('Conv2DBackpropFilter', { x: xs, dy: dys }, { filterShape: ws.shape }), dw);
  });
}

function checkDepthwise(some: Case): void {
  const { batch, height, width, channels, outputs: multiplier, kernel } = some;
  const all = channels * multiplier;
  const { outHeight, outWidth } = layout(some);
  const x = noise(batch * height * width * channels, 4);
  const w = noise(kernel[0] * kernel[1] * all, 5);
  const dy = noise(batch * outHeight * outWidth * all, 6);
  const dx = new Float64Array(x.length);
  const dw = new Float64Array(w.length);
  forEachTap(some, (pixel, outPixel, tap) => {
    for (let o = 0; o < all; o++) {
      const from = pixel * channels + Math.floor(o / multiplier);
      dx[from] += w[tap * all + o] * dy[outPixel * all + o];
      dw[tap * all + o] += x[from] * dy[outPixel * all + o];
    }
  });
  tf.tidy(() => {
    const geometry = { strides: some.strides, pad: some.pad, dilations: some.dilations };
    const xs = tf.tensor4d(x, [batch, height, width, channels]);
    const ws = tf.tensor4d(w, [...kernel, channels, multiplier]);
    const dys = tf.tensor4d(dy, [batch, outHeight, outWidth, all]);
    const run = (name: string, inputs: tf.NamedTensorMap, attributes: object) =>
      (tf.engine().runKernel(name, inputs, { ...geometry, ...attributes } as never) as tf.Tensor).dataSync();
    const name = 'DepthwiseConv2dNativeBackprop';
    expectGradient(run(`${name}Input`, { dy: dys, filter: ws }, { inputShape: xs.shape }), dx);
    expectGradient(run(`${name}Filter`, { x: xs, dy: dys }, { filterShape: ws.shape }), dw);
  });
}

for (const kernels of ['simd', 'composed'] as const) {
  describe(`with ${kernels} kernels`, () => {
    beforeAll(async () => {
      await startWasm();
      registerWasmTraining({ kernels });
    });
    afterAll(() => registerWasmTraining());

    it('any convolution has the gradients of its definition, dilated ones too', () => {
      fc.assert(fc.property(convolutions, checkDense), RUNS);
    });

    it('any depthwise convolution has the gradients of its definition, with dilation and multiplier', () => {
      fc.assert(fc.property(depthwiseConvolutions, checkDepthwise), RUNS);
    });

    it('the shapes of MiniSeg keep their accuracy over thousands of pixels', () => {
      const some: Case = {
        batch: 2,
        height: 33,
        width: 64,
        channels: 24,
        outputs: 8,
        kernel: [3, 3],
        strides: [1, 1],
        dilations: [1, 1],
        pad: 'same',
      };
      checkDense(some);
      checkDense({ ...some, strides: [2, 2], channels: 3 });
      checkDense({ ...some, kernel: [1, 1] });
      checkDepthwise({ ...some, outputs: 1, channels: 6, dilations: [8, 8] });
      checkDepthwise({ ...some, outputs: 1, kernel: [5, 5], strides: [2, 2] });
    });
  });
}
