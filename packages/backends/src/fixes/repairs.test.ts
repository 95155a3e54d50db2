import { describeOnBackends } from '@miniseg/testkit';
import {
  dispose,
  engine,
  getKernel,
  memory,
  type Tensor,
  type TensorInfo,
  tensor,
} from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { checkAndRepair } from '../check-and-repair.js';
import { isRight } from '../checks/check-ops.js';
import { resizeLinear } from '../checks/resize.js';
import { outputWeights, sample } from '../checks/samples.js';
import { pool, type Window } from '../checks/windows.js';

// wasm gets its training kernels, which have tests of their own.
const only = ['cpu', 'webgl', 'tensorflow'];
const IMAGE = sample([1, 7, 6, 2], 5);
const of = ({ shape, values }: typeof IMAGE) => tensor(values, shape, 'float32');

/** Runs a gradient kernel on dy = the weights of the checks, and compares. */
async function expectGradient(
  name: string,
  inputs: Record<string, Tensor>,
  dyShape: number[],
  attributes: object,
  right: ArrayLike<number>,
) {
  const size = dyShape.reduce((product, n) => product * n, 1);
  const dy = tensor(outputWeights(size), dyShape, 'float32');
  const gradient = engine().runKernel(name, { dy, ...inputs }, { ...attributes }) as Tensor;
  const seen = await gradient.data();
  expect(seen).toHaveLength(right.length);
  expect(Math.max(...Array.from(seen, (value, i) => Math.abs(value - right[i])))).toBeLessThan(1e-5);
  // The kernel borrowed dy: it is there still.
  expect((await dy.data())[0]).toBeCloseTo(outputWeights(1)[0], 6);
  for (const each of [dy, gradient, ...Object.values(inputs)]) each.dispose();
}

describeOnBackends(
  'repairs',
  (backend) => {
    it('leave no wrong result but the gradient of dilated convolutions, and are made once', async () => {
      const { repairs, checks, fatal } = await checkAndRepair({ train: true });
      expect(repairs.length).toBeGreaterThan(0);
      const wrong = checks.filter(({ forward, gradient }) => !isRight(forward) || !isRight(gradient));
      // By kernel, tfjs having no gradients registered here, or by tfjs, which refuses: never silently wrong.
      expect(wrong.every(({ name }) => /dilation 2$/.test(name))).toBe(true);
      expect(fatal).toEqual([]);
      expect((await checkAndRepair({ train: true })).repairs).toEqual([]);
    });

    describe.each<[string, Window, 'same' | 'valid' | number]>([
      ['3x3, same', { size: 3, stride: 1, dilation: 1, before: 1, after: 1 }, 'same'],
      ['3x3, padding 1, stride 2', { size: 3, stride: 2, dilation: 1, before: 1, after: 1 }, 1],
      ['5x5, padding 2', { size: 5, stride: 1, dilation: 1, before: 2, after: 2 }, 2],
      ['2x2, valid, stride 2', { size: 2, stride: 2, dilation: 1, before: 0, after: 0 }, 'valid'],
    ])('average pooling, %s', (_, window, pad) => {
      it('has the gradient of the forward, borders included', async () => {
        const { output, gradients } = pool('avg', IMAGE, window, outputWeights);
        const rows = Math.floor((7 + 2 * window.before - window.size) / window.stride) + 1;
        await expectGradient(
          'AvgPoolGrad',
          { input: of(IMAGE) },
          [1, rows, output.length / 2 / rows, 2],
          { filterSize: window.size, strides: window.stride, pad },
          gradients[0],
        );
      });
    });

    it.each([[[14, 12]], [[3, 4]], [[7, 6]], [[1, 1]], [[22, 5]]] as [[number, number]][])(
      'resizing to %j has the gradient of the forward',
      async (size) => {
        const { gradients } = resizeLinear(IMAGE, size, outputWeights);
        await expectGradient(
          'ResizeBilinearGrad',
          { images: of(IMAGE) },
          [1, ...size, 2],
          { alignCorners: false, halfPixelCenters: true, size },
          gradients[0],
        );
      },
    );

    it('leave alone the data of bare records, as kernels hand each other', async () => {
      const { gradients } = resizeLinear(IMAGE, [14, 12], outputWeights);
      const inputs = { dy: tensor(outputWeights(336), [1, 14, 12, 2], 'float32'), images: of(IMAGE) };
      const bare = ({ dataId, shape, dtype }: Tensor): TensorInfo => ({ dataId, shape, dtype });
      const gradient = getKernel('ResizeBilinearGrad', backend).kernelFunc({
        inputs: { dy: bare(inputs.dy), images: bare(inputs.images) },
        attrs: { alignCorners: false, halfPixelCenters: true, size: [14, 12] },
        backend: engine().backend,
      }) as Tensor;
      expect((await gradient.data())[5]).toBeCloseTo(gradients[0][5], 5);
      expect((await inputs.dy.data())[335]).toBeCloseTo(outputWeights(336)[335], 6);
      dispose([gradient, inputs.dy, inputs.images]);
    });

    it('keep no tensor', async () => {
      const before = memory().numTensors;
      await checkAndRepair({ train: true });
      expect(memory().numTensors).toBe(before);
      expect(backend).toBe(engine().backendName);
    });
  },
  { only },
);
