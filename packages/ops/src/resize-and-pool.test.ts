import {
  grad,
  grads,
  mul,
  sum,
  type Tensor,
  type Tensor4D,
  tensor1d,
  tensor4d,
  tidy,
} from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import {
  describeOnBackends,
  expectClose,
  expectNoLeak,
  Golden,
  SHARED_HINT,
  sharedAvailable,
} from '@miniseg/testkit';
import { expect, it } from 'vitest';
import { convolutionLoops, type Image, pseudoRandom } from '../test/brute-force.js';
import { avgPool2d, prelu, resizeBilinear } from './index.js';

describeOnBackends('resizeBilinear', () => {
  it('samples at half-pixel centers and clamps at the border', async () => {
    const x = tensor4d([0, 10], [1, 1, 2, 1]);
    const y = resizeBilinear(x, [1, 4]);
    await expectClose(y, [0, 2.5, 7.5, 10], { absolute: 1e-6 });
    x.dispose();
    y.dispose();
  });

  it('has the exact adjoint for enlarging, shrinking and odd sizes', async () => {
    for (const size of [
      [7, 11],
      [2, 3],
      [15, 20],
      [5, 6],
      [1, 1],
    ] as [number, number][]) {
      const x = tensor4d(pseudoRandom(2 * 5 * 6 * 3, 1), [2, 5, 6, 3]);
      const dy = tensor4d(pseudoRandom(2 * size[0] * size[1] * 3, 2), [2, size[0], size[1], 3]);
      // <R x, dy> = <x, R^T dy> holds for every pair when R^T is the adjoint.
      const dx = tidy(() => grad((x) => sum(mul(resizeBilinear(x as Tensor4D, size), dy)))(x));
      const left = tidy(() => sum(mul(resizeBilinear(x, size), dy)));
      const right = tidy(() => sum(mul(x, dx)));
      await expectClose(left, right, { absolute: 1e-4 }, `size ${size}`);
      for (const tensor of [x, dy, dx, left, right]) tensor.dispose();
    }
  });

  it('returns a tensor of its own when the size does not change', () => {
    const x = tensor4d([1, 2], [1, 1, 2, 1]);
    const y = resizeBilinear(x, [1, 2]);
    y.dispose();
    expect(x.isDisposed).toBe(false);
    x.dispose();
  });

  it('refuses a size of 0', () => {
    tidy(() => {
      expect(() => resizeBilinear(tensor4d([1], [1, 1, 1, 1]), [0, 4])).toThrow(
        /output height.*is 0.*at least 1/,
      );
    });
  });

  it.skipIf(!sharedAvailable)(`equals PyTorch, forward and backward (${SHARED_HINT})`, async () => {
    const golden = await Golden.load('bilinear');
    for (const name of ['x2', 'x4', 'x8', 'x16', 'odd']) {
      await expectNoLeak(async () => {
        const [x, y, r, dx] = ['x', 'y', 'R', 'dx'].map((key) => golden.nhwc(`${name}:${key}`));
        const resize = (x: Tensor) => resizeBilinear(x as Tensor4D, [y.shape[1], y.shape[2]]);
        const actual = resize(x);
        const actualGradient = tidy(() => grad((x) => sum(mul(resize(x), r)))(x));
        await expectClose(actual, y, { absolute: 2e-5 }, `${name} output`);
        await expectClose(actualGradient, dx, { absolute: 2e-4, relative: 1e-4 }, `${name} gradient`);
        return [x, y, r, dx, actual, actualGradient];
      });
    }
  });
});

describeOnBackends('avgPool2d', () => {
  for (const strides of [1, 2]) {
    it(`counts the padding, forward and backward, at stride ${strides}`, async () => {
      const x: Image = { shape: [2, 7, 6, 2], data: pseudoRandom(2 * 7 * 6 * 2, 1) };
      const ones: Image = { shape: [3, 3, 1, 2], data: new Float32Array(18).fill(1 / 9) };
      const dy: Image = {
        shape: [2, Math.ceil(7 / strides), Math.ceil(6 / strides), 2],
        data: pseudoRandom(2 * Math.ceil(7 / strides) * Math.ceil(6 / strides) * 2, 3),
      };
      const expected = convolutionLoops(x, ones, { stride: strides, dilation: 1, groups: 2 }, dy);
      await expectNoLeak(async () => {
        const [xTensor, dyTensor] = [x, dy].map(({ shape, data }) => tensor4d(data as Float32Array, shape));
        const y = avgPool2d(xTensor, { strides });
        const dx = tidy(() =>
          grad((x) => sum(mul(avgPool2d(x as Tensor4D, { strides }), dyTensor)))(xTensor),
        );
        await expectClose(y, expected.y.data, { absolute: 1e-6 }, 'output');
        await expectClose(dx, expected.dx.data, { absolute: 1e-6 }, 'gradient');
        return [xTensor, dyTensor, y, dx];
      });
    });
  }
  it('refuses an even window', () => {
    tidy(() => {
      expect(() => avgPool2d(tensor4d([1], [1, 1, 1, 1]), { size: 2 })).toThrow(/size.*is 2.*odd/);
    });
  });
});

describeOnBackends('prelu', () => {
  it('scales what is not positive, and its slopes get sum(dy min(x, 0))', async () => {
    const x = tensor4d([1, -2, 0, 3, -4, -1], [1, 1, 3, 2]);
    const alpha = tensor1d([0.25, 0.5]);
    const y = prelu(x, alpha);
    await expectClose(y, [1, -1, 0, 3, -1, -0.5], { absolute: 1e-6 });
    const [dx, dAlpha] = tidy(() => grads((x, alpha) => sum(prelu(x as Tensor4D, alpha)))([x, alpha]));
    await expectClose(dx, [1, 0.5, 0.25, 1, 0.25, 0.5], { absolute: 1e-6 });
    await expectClose(dAlpha, [-4, -3], { absolute: 1e-6 });
    for (const tensor of [x, alpha, y, dx, dAlpha]) tensor.dispose();
  });
  it('refuses another number of slopes', () => {
    tidy(() => {
      const x = tensor4d([1, 2], [1, 1, 1, 2]);
      expect(() => prelu(x, tensor1d([0.25]))).toThrow(/1 slopes for 2 channels/);
    });
  });
});
