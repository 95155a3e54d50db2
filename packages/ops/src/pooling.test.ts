/** Pooling, its indices and its inverse against loops in float64. */
import { describeOnBackends, expectClose } from '@miniseg/testkit';
import { type Tensor4D, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { expectOp, random, toTensor } from '../test/compare.js';
import { avgPoolLoops, type LoopWindow, maxPoolLoops, resampleLoops, zeros } from '../test/window-loops.js';
import {
  adaptiveAvgPool2d,
  avgPool2d,
  flatPoolIndices,
  maxPool2d,
  maxPoolIndices,
  maxUnpool2d,
} from './index.js';

interface Case extends LoopWindow {
  title: string;
  ceil?: boolean;
}

const CASES: Case[] = [
  { title: '2x2', kernel: [2, 2], strides: [2, 2], padding: [0, 0] },
  { title: '2x2 at stride 1', kernel: [2, 2], strides: [1, 1], padding: [0, 0] },
  { title: '3x3 at stride 2, padding 1', kernel: [3, 3], strides: [2, 2], padding: [1, 1] },
  { title: '3x3 at stride 2, padding 1, ceiling', kernel: [3, 3], strides: [2, 2], padding: [1, 1], ceil: true },
  { title: '3x3 at stride 2, ceiling', kernel: [3, 3], strides: [2, 2], padding: [0, 0], ceil: true },
  { title: '2x2 at stride 2, padding 1, ceiling', kernel: [2, 2], strides: [2, 2], padding: [1, 1], ceil: true },
  { title: '3x3 at stride 8, padding 1', kernel: [3, 3], strides: [8, 8], padding: [1, 1] },
  { title: '3x2 at strides 1 and 3', kernel: [3, 2], strides: [1, 3], padding: [0, 1] },
  { title: '1x1 at stride 3', kernel: [1, 1], strides: [3, 3], padding: [0, 0] },
]; // biome-ignore format: one case a line

/** Few different values, so that many windows have several maxima. */
function coarse(shape: [number, number, number, number], seed: number) {
  const { data } = random(shape, seed);
  return { shape, data: data.map((value) => Math.round(value * 2)) };
}

describeOnBackends('max pooling', () => {
  for (const { title, ceil = false, ...window } of CASES) {
    const options = {
      size: window.kernel,
      strides: window.strides,
      padding: window.padding,
      ceilMode: ceil,
    };
    for (const [kind, x] of [
      ['numbers below zero', random<[number, number, number, number]>([2, 9, 11, 3], 1)],
      ['ties', coarse([2, 9, 11, 3], 2)],
    ] as const) {
      const values = { ...x, data: x.data.map((value) => value - 2) };
      it(`equals the loops with ${kind}: ${title}`, async () => {
        const shape = maxPoolLoops(values, window, ceil, new Float32Array(1e4)).y.shape;
        const dy = random(shape, 3);
        const { y, taps, places, dx } = maxPoolLoops(values, window, ceil, dy.data);
        await expectOp((x) => maxPool2d(x as Tensor4D, options), [values], dy, {
          output: y,
          gradients: [dx],
        });
        const indices = tidy(() => maxPoolIndices(toTensor(values) as Tensor4D, options));
        await expectClose(indices, taps.data, { absolute: 0 }, 'taps');
        const flat = tidy(() => flatPoolIndices(indices, [9, 11], options));
        await expectClose(flat, places.data, { absolute: 0 }, 'places');
        flat.dispose();
        indices.dispose();
      });
    }
    it(`is undone by unpooling, whose last window wins: ${title}`, async () => {
      const pooled = coarse([2, 9, 11, 3], 4);
      const { y, places, taps } = maxPoolLoops(pooled, window, ceil, new Float32Array(1e4));
      const [x, dy] = [random(y.shape, 5), random(pooled.shape, 6)];
      const output = zeros(pooled.shape);
      const dx = zeros(y.shape);
      const [, height, width, channels] = pooled.shape;
      const target = (i: number) => {
        const image = Math.floor(i / (y.shape[1] * y.shape[2] * channels));
        return (image * height * width + places.data[i]) * channels + (i % channels);
      };
      const last = new Map<number, number>();
      for (let i = 0; i < x.data.length; i++) last.set(target(i), i);
      for (const [pixel, i] of last) {
        output.data[pixel] = x.data[i];
        dx.data[i] = dy.data[pixel];
      }
      const indices = toTensor(taps) as Tensor4D;
      await expectOp(
        (x) => maxUnpool2d(x as Tensor4D, indices, { ...options, outputSize: [9, 11] }),
        [x],
        dy,
        { output, gradients: [dx] },
        0,
      );
      indices.dispose();
    });
  }
  it('refuses what does not fit, and says the cure', () => {
    tidy(() => {
      const x = toTensor(random([1, 4, 4, 2], 1)) as Tensor4D;
      expect(() => maxPool2d(x, { size: 2, padding: 2 })).toThrow(/padding.*2.*at most half/);
      expect(() => maxPool2d(x, { size: 0 })).toThrow(/size.*0.*at least 1/);
      expect(() => maxPool2d(x, { size: 5 })).toThrow(/4x4.*5x5.*larger image/);
      const indices = maxPoolIndices(x, { size: 2 });
      expect(() => maxUnpool2d(x, indices, { size: 2 })).toThrow(/one shape/);
      expect(() => maxUnpool2d(indices, indices, { size: 2, outputSize: [8, 8] })).toThrow(/2,2.*8x8.*4x4/);
    });
  });
});

describeOnBackends('average pooling', () => {
  for (const { title, ceil = false, ...window } of CASES) {
    for (const countPad of [true, false]) {
      it(`equals the loops, padding ${countPad ? '' : 'not '}counted: ${title}`, async () => {
        const x = random<[number, number, number, number]>([2, 9, 11, 3], 1);
        const how = { ceil, countPad };
        const dy = random(avgPoolLoops(x, window, how, new Float32Array(1e4)).y.shape, 2);
        const { y, dx } = avgPoolLoops(x, window, how, dy.data);
        const { kernel: size, strides, padding } = window;
        const options = { size, strides, padding, ceilMode: ceil, countIncludePad: countPad };
        await expectOp((x) => avgPool2d(x as Tensor4D, options), [x], dy, { output: y, gradients: [dx] });
      });
    }
  }
});

describeOnBackends('adaptive average pooling', () => {
  for (const [height, width, rows, columns] of [
    [8, 9, 1, 1],
    [8, 9, 2, 2],
    [8, 9, 3, 3],
    [8, 9, 6, 6],
    [5, 4, 6, 7],
    [7, 12, 7, 5],
  ]) {
    it(`equals the loops from ${height}x${width} to ${rows}x${columns}`, async () => {
      const bins = (length: number, outputs: number) =>
        Array.from({ length: outputs }, (_, i) => {
          const [first, end] = [Math.floor((i * length) / outputs), Math.ceil(((i + 1) * length) / outputs)];
          return Array.from({ length }, (_, at) => (at >= first && at < end ? 1 / (end - first) : 0));
        });
      const x = random<[number, number, number, number]>([2, height, width, 3], 1);
      const dy = random([2, rows, columns, 3], 2);
      const { y, dx } = resampleLoops(x, bins(height, rows), bins(width, columns), dy.data);
      await expectOp((x) => adaptiveAvgPool2d(x as Tensor4D, [rows, columns]), [x], dy, {
        output: y,
        gradients: [dx],
      });
    });
  }
  it('refuses a size of 0', () => {
    tidy(() => {
      const x = tensor4d([1], [1, 1, 1, 1]);
      expect(() => adaptiveAvgPool2d(x, [1, 0])).toThrow(/width.*0.*at least 1/);
    });
  });
});
