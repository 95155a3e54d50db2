/** Convolutions with any window against loops in float64. */
import { describeOnBackends } from '@miniseg/testkit';
import { type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { expectOp, random, toTensor } from '../test/compare.js';
import { convolveLoops, type LoopWindow, transposedLoops } from '../test/window-loops.js';
import { conv2d, conv2dTranspose, depthwiseConv2d } from './index.js';

type Pair = [number, number];

interface Case extends LoopWindow {
  /** What a network would call it. */
  title: string;
  groups?: number;
  channels?: [inputs: number, outputs: number];
}

const CASES: Case[] = [
  { title: '5x1', kernel: [5, 1], strides: [1, 1], padding: [2, 0] },
  { title: '1x5', kernel: [1, 5], strides: [1, 1], padding: [0, 2] },
  { title: 'dilated 3x1', kernel: [3, 1], strides: [1, 1], dilations: [4, 1], padding: [4, 0] },
  { title: 'dilated 1x3', kernel: [1, 3], strides: [1, 1], dilations: [1, 5], padding: [0, 5] },
  { title: 'dilated 3x3', kernel: [3, 3], strides: [1, 1], dilations: [2, 2], padding: [2, 2] },
  { title: '3x3, dilation beyond the image', kernel: [3, 3], strides: [1, 1], dilations: [24, 24], padding: [24, 24] },
  { title: '3x3, two dilations', kernel: [3, 3], strides: [1, 1], dilations: [3, 2], padding: [1, 4] },
  { title: '2x2 at stride 2', kernel: [2, 2], strides: [2, 2], padding: [0, 0] },
  { title: '3x3 at stride 2, padding 2', kernel: [3, 3], strides: [2, 2], padding: [2, 2] },
  { title: '3x3 without padding', kernel: [3, 3], strides: [1, 1], padding: [0, 0] },
  { title: '7x7 at stride 2', kernel: [7, 7], strides: [2, 2], padding: [3, 3] },
  { title: '4x2 at strides 3 and 2', kernel: [4, 2], strides: [3, 2], padding: [1, 1] },
  { title: '1x1 at stride 2', kernel: [1, 1], strides: [2, 2], padding: [0, 0] },
  { title: '1x1 with padding', kernel: [1, 1], strides: [1, 2], padding: [1, 2] },
  { title: '3x3, stride and dilation 2', kernel: [3, 3], strides: [2, 2], dilations: [2, 2], padding: [2, 2] },
  { title: '3x3, stride 2, dilation 3', kernel: [3, 3], strides: [2, 2], dilations: [3, 3], padding: [3, 3] },
  { title: '3x3, stride 2, dilation 4, padding 3', kernel: [3, 3], strides: [2, 2], dilations: [4, 4], padding: [3, 3] },
  { title: 'grouped 1x1', kernel: [1, 1], strides: [1, 1], padding: [0, 0], groups: 3, channels: [6, 9] },
  { title: 'grouped 3x3 at stride 2', kernel: [3, 3], strides: [2, 2], padding: [1, 1], groups: 2, channels: [4, 6] },
  { title: 'grouped, dilated 3x1', kernel: [3, 1], strides: [1, 1], dilations: [2, 1], padding: [2, 0], groups: 2, channels: [4, 2] },
  { title: 'depthwise with a multiplier', kernel: [3, 3], strides: [1, 1], padding: [1, 1], groups: 3, channels: [3, 6] },
  { title: 'depthwise, stride 2 and dilation 3', kernel: [3, 3], strides: [2, 2], dilations: [3, 3], padding: [3, 3], groups: 3, channels: [3, 3] },
  { title: 'depthwise 2x4 at strides 2 and 1', kernel: [2, 4], strides: [2, 1], padding: [1, 0], groups: 3, channels: [3, 3] },
]; // biome-ignore format: one case a line

describeOnBackends('conv2d with any window', () => {
  for (const { title, groups = 1, channels: [inputs, outputs] = [3, 4], ...window } of CASES) {
    it(`equals the loops: ${title}`, async () => {
      const x = random<[number, number, number, number]>([2, 11, 8, inputs], 1);
      const filter = random<[number, number, number, number]>(
        [...window.kernel, inputs / groups, outputs],
        2,
      );
      const { y: shape } = convolveLoops(x, filter, window, groups);
      const dy = random(shape.shape, 3);
      const { y, dx, dFilter } = convolveLoops(x, filter, window, groups, dy.data);
      const { strides, dilations, padding } = window;
      await expectOp(
        (x, filter) => conv2d(x as Tensor4D, filter as Tensor4D, { strides, dilations, padding, groups }),
        [x, filter],
        dy,
        { output: y, gradients: [dx, dFilter] },
      );
    });
  }
  it('refuses what does not fit, and says the cure', () => {
    tidy(() => {
      const x = toTensor(random([1, 4, 4, 4], 1)) as Tensor4D;
      const filter = (...shape: number[]) => toTensor(random(shape, 1)) as Tensor4D;
      expect(() => conv2d(x, filter(2, 2, 4, 3))).toThrow(/2x2.*odd kernel.*padding: 0/);
      expect(() => conv2d(x, filter(3, 3, 2, 3), { groups: 2 })).toThrow(/divides both/);
      expect(() => conv2d(x, filter(3, 3, 4, 4), { groups: 2 })).toThrow(/third dimension must be 2/);
      expect(() => conv2d(x, filter(5, 5, 4, 3), { padding: 0 })).toThrow(/4x4.*5x5.*larger image/);
      expect(() => conv2d(x, filter(3, 3, 4, 3), { padding: [1, -1] })).toThrow(/-1.*at least 0/);
      expect(() => conv2d(x, filter(3, 3, 4, 3), { strides: [1, 0] })).toThrow(/strides.*0.*at least 1/);
    });
  });
});

describeOnBackends('depthwiseConv2d with any window', () => {
  for (const [strides, dilations, padding] of [
    [
      [2, 2],
      [4, 4],
      [4, 4],
    ],
    [
      [2, 1],
      [1, 3],
      [0, 2],
    ],
    [
      [2, 2],
      [2, 2],
      [0, 0],
    ],
  ] as Pair[][]) {
    it(`equals the loops at strides ${strides}, dilations ${dilations}, padding ${padding}`, async () => {
      const x = random<[number, number, number, number]>([1, 10, 9, 2], 1);
      const filter = random<[number, number, number, number]>([3, 3, 1, 2], 2);
      const window: LoopWindow = { kernel: [3, 3], strides, dilations, padding };
      const dy = random(convolveLoops(x, filter, window, 2).y.shape, 3);
      const { y, dx, dFilter } = convolveLoops(x, filter, window, 2, dy.data);
      await expectOp(
        (x, filter) => depthwiseConv2d(x as Tensor4D, filter as Tensor4D, { strides, dilations, padding }),
        [x, { ...filter, shape: [3, 3, 2, 1] }],
        dy,
        { output: y, gradients: [dx, dFilter] },
      );
    });
  }
});

describeOnBackends('conv2dTranspose', () => {
  const cases: Array<Case & { outputPadding: Pair }> = [
    { title: '2x2 at stride 2', kernel: [2, 2], strides: [2, 2], padding: [0, 0], outputPadding: [0, 0] },
    { title: '3x3 at stride 2, padding 1, output padding 1', kernel: [3, 3], strides: [2, 2], padding: [1, 1], outputPadding: [1, 1] },
    { title: '3x3 at stride 2, padding 0, output padding 1', kernel: [3, 3], strides: [2, 2], padding: [0, 0], outputPadding: [1, 0] },
    { title: '4x3 at strides 3 and 1', kernel: [4, 3], strides: [3, 1], padding: [1, 1], outputPadding: [2, 0] },
    { title: '3x3, dilation 2, padding 3', kernel: [3, 3], strides: [1, 1], dilations: [2, 2], padding: [3, 3], outputPadding: [1, 0] },
    { title: 'a kernel smaller than the stride', kernel: [2, 1], strides: [3, 3], padding: [0, 0], outputPadding: [0, 2] },
    { title: 'two groups', kernel: [3, 3], strides: [2, 2], padding: [1, 1], outputPadding: [1, 1], groups: 2, channels: [4, 6] },
    { title: 'depthwise', kernel: [2, 2], strides: [2, 2], padding: [0, 0], outputPadding: [0, 0], groups: 3, channels: [3, 3] },
  ]; // biome-ignore format: one case a line
  for (const { title, groups = 1, channels: [inputs, outputs] = [3, 2], ...window } of cases) {
    it(`equals the loops: ${title}`, async () => {
      const x = random<[number, number, number, number]>([2, 5, 4, inputs], 1);
      const filter = random<[number, number, number, number]>(
        [...window.kernel, outputs / groups, inputs],
        2,
      );
      const dy = random(transposedLoops(x, filter, window, groups).y.shape, 3);
      const { y, dx, dFilter } = transposedLoops(x, filter, window, groups, dy.data);
      const { strides, dilations, padding, outputPadding } = window;
      await expectOp(
        (x, filter) =>
          conv2dTranspose(x as Tensor4D, filter as Tensor4D, {
            strides,
            dilations,
            padding,
            outputPadding,
            groups,
          }),
        [x, filter],
        dy,
        { output: y, gradients: [dx, dFilter] },
      );
    });
  }
  it('refuses what does not fit, and says the cure', () => {
    tidy(() => {
      const x = toTensor(random([1, 2, 2, 4], 1)) as Tensor4D;
      const filter = (...shape: number[]) => toTensor(random(shape, 1)) as Tensor4D;
      expect(() => conv2dTranspose(x, filter(3, 3, 2, 3))).toThrow(/last dimension must be 4/);
      expect(() => conv2dTranspose(x, filter(3, 3, 2, 4), { strides: 2, outputPadding: 2 })).toThrow(
        /outputPadding.*2.*below the stride 2/,
      );
      expect(() => conv2dTranspose(x, filter(1, 1, 2, 4), { padding: 1 })).toThrow(/less padding/);
    });
  });
});
