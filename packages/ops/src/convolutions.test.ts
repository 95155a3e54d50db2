import { grads, mul, reshape, sum, type Tensor4D, tensor4d, tidy } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import { describeOnBackends, expectClose, expectNoLeak, expectNumericGradient } from '@miniseg/testkit';
import { expect, it } from 'vitest';
import { type ConvCase, convolutionLoops, type Image, pseudoRandom } from '../test/brute-force.js';
import { conv2d, depthwiseConv2d, groupedPointwiseConv2d } from './index.js';

const image = (shape: Image['shape'], seed: number): Image => ({
  shape,
  data: pseudoRandom(
    shape.reduce((a, b) => a * b),
    seed,
  ),
});
const toTensor = ({ shape, data }: Image) => tensor4d(data as Float32Array, shape);

async function expectLikeLoops(
  op: (x: Tensor4D, filter: Tensor4D) => Tensor4D,
  inputShape: Image['shape'],
  /** As the op takes it, and as the loops take it. */
  filterShape: Image['shape'],
  loopFilterShape: Image['shape'],
  layer: ConvCase,
) {
  const [x, filter] = [image(inputShape, 1), image(loopFilterShape, 2)];
  const outputs = loopFilterShape[3];
  const dy = image(
    [
      inputShape[0],
      Math.ceil(inputShape[1] / layer.stride),
      Math.ceil(inputShape[2] / layer.stride),
      outputs,
    ],
    3,
  );
  const expected = convolutionLoops(x, filter, layer, dy);
  await expectNoLeak(async () => {
    const [xTensor, dyTensor] = [toTensor(x), toTensor(dy)];
    const filterTensor = tensor4d(filter.data as Float32Array, filterShape);
    const y = op(xTensor, filterTensor);
    expect(y.shape).toEqual(expected.y.shape);
    const [dx, dFilter] = tidy(() =>
      grads((a, b) => sum(mul(op(a as Tensor4D, b as Tensor4D), dyTensor)))([xTensor, filterTensor]),
    );
    await expectClose(y, expected.y.data, { absolute: 2e-5 }, 'output');
    await expectClose(dx, expected.dx.data, { absolute: 2e-5 }, 'input gradient');
    await expectClose(dFilter, expected.dFilter.data, { absolute: 1e-4, relative: 1e-5 }, 'filter gradient');
    return [xTensor, dyTensor, filterTensor, y, dx, dFilter];
  });
}

describeOnBackends('depthwiseConv2d', () => {
  for (const kernel of [3, 5]) {
    for (const strides of [1, 2, 3]) {
      for (const dilations of [1, 2, 3, 4, 8]) {
        it(`equals the loops, forward and backward: ${kernel}x${kernel}, stride ${strides}, dilation ${dilations}, odd sizes, batch 2`, () =>
          expectLikeLoops(
            (x, filter) => depthwiseConv2d(x, filter, { strides, dilations }),
            [2, 13, 10, 3],
            [kernel, kernel, 3, 1],
            [kernel, kernel, 1, 3],
            { stride: strides, dilation: dilations, groups: 3 },
          ));
      }
    }
  }
  it('takes a kernel that is wider than tall and an image smaller than the kernel', async () => {
    const layer = { stride: 2, dilation: 4, groups: 2 };
    const op = (x: Tensor4D, filter: Tensor4D) => depthwiseConv2d(x, filter, { strides: 2, dilations: 4 });
    await expectLikeLoops(op, [1, 7, 9, 2], [1, 5, 2, 1], [1, 5, 1, 2], layer);
    await expectLikeLoops(op, [1, 1, 2, 2], [3, 3, 2, 1], [3, 3, 1, 2], layer);
  });
  it('has the gradient of a difference quotient', async () => {
    const [x, filter] = [toTensor(image([1, 6, 5, 2], 4)), toTensor(image([3, 3, 2, 1], 5))];
    await expectNumericGradient(
      (x, filter) => depthwiseConv2d(x as Tensor4D, filter as Tensor4D, { strides: 2, dilations: 2 }),
      [x, filter],
    );
    x.dispose();
    filter.dispose();
  });
  it('refuses an even kernel, another channel count, a wrong rank and a fractional stride, and says the cure', () => {
    tidy(() => {
      const x = toTensor(image([1, 4, 4, 2], 1));
      const filter = (shape: Image['shape']) => toTensor(image(shape, 1));
      expect(() => depthwiseConv2d(x, filter([2, 2, 2, 1]))).toThrow(/2x2.*odd kernel/);
      expect(() => depthwiseConv2d(x, filter([3, 3, 4, 1]))).toThrow(/2 channels.*\[height, width, 2, 1\]/);
      expect(() => depthwiseConv2d(x, filter([3, 3, 2, 2]))).toThrow(/one kernel for each channel/);
      expect(() =>
        depthwiseConv2d(reshape(x, [4, 4, 2]) as unknown as Tensor4D, filter([3, 3, 2, 1])),
      ).toThrow(/rank 3/);
      expect(() => depthwiseConv2d(x, filter([3, 3, 2, 1]), { strides: 1.5 })).toThrow(
        /strides.*1\.5.*whole number/,
      );
    });
  });
});

describeOnBackends('conv2d', () => {
  for (const kernel of [1, 3, 5]) {
    for (const strides of [1, 2]) {
      it(`equals the loops, forward and backward: ${kernel}x${kernel}, stride ${strides}, odd sizes, batch 2`, () =>
        expectLikeLoops(
          (x, filter) => conv2d(x, filter, { strides }),
          [2, 9, 8, 3],
          [kernel, kernel, 3, 4],
          [kernel, kernel, 3, 4],
          { stride: strides, dilation: 1, groups: 1 },
        ));
    }
  }
  it('refuses a filter for another channel count', () => {
    tidy(() => {
      expect(() => conv2d(toTensor(image([1, 4, 4, 2], 1)), toTensor(image([3, 3, 3, 4], 1)))).toThrow(
        /2 channels.*third dimension must be 2/,
      );
    });
  });
});

describeOnBackends('groupedPointwiseConv2d', () => {
  for (const groups of [1, 2, 4]) {
    it(`equals the loops, forward and backward, with ${groups} groups`, () =>
      expectLikeLoops(
        (x, filter) => groupedPointwiseConv2d(x, filter, groups),
        [2, 5, 7, 8],
        [1, 1, 8 / groups, 12],
        [1, 1, 8 / groups, 12],
        { stride: 1, dilation: 1, groups },
      ));
  }
  it('refuses groups that do not divide the channels', () => {
    tidy(() => {
      const [x, filter] = [toTensor(image([1, 2, 2, 8], 1)), toTensor(image([1, 1, 2, 12], 1))];
      expect(() => groupedPointwiseConv2d(x, filter, 3)).toThrow(/8 input channels in 3 groups/);
      expect(() => groupedPointwiseConv2d(x, filter, 0)).toThrow(/groups.*at least 1/);
    });
  });
});
