/** What a training step does beside its layers, on wasm: sums, resizing, the optimizer's update, and gradients that nobody wants. */
import { conv2d } from '@miniseg/ops';
import { expectClose, expectNoLeak, useBackend } from '@miniseg/testkit';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { registerWasmTraining } from '../index.js';

beforeAll(async () => {
  await useBackend('wasm');
  registerWasmTraining();
});

const run = (name: string, inputs: Record<string, tf.Tensor>, attributes: object = {}) =>
  tf.engine().runKernel(name, inputs, attributes as tf.NamedAttrMap) as unknown as tf.Tensor[];
const normal = (shape: number[], seed: number) => tf.randomNormal(shape, 0, 1, 'float32', seed);

it.each([
  [[2, 3, 5, 2], [2]],
  [
    [2, 3, 5, 6],
    [1, 1, 1, 6],
  ],
  [[7], [2, 3, 7]],
  [[4, 90, 91, 3], [3]],
  [[1, 1, 1, 1], [1]],
  [[3, 0, 2], [2]],
  [
    [5, 1],
    [5, 3],
  ],
  [
    [2, 3, 4],
    [3, 1],
  ],
])('%j and %j add up as they broadcast', async (left, right) => {
  await expectNoLeak(async () => {
    const [a, b] = [normal(left, 1), normal(right, 2)];
    const sum = tf.add(a, b);
    const expected = tf.tidy(() => tf.sub(a, tf.neg(b)));
    expect(sum.shape).toEqual(expected.shape);
    await expectClose(sum, expected, { absolute: 0, relative: 0 });
    return [a, b, sum, expected];
  });
});

it('many tensors add up from the first to the last', async () => {
  await expectNoLeak(async () => {
    const tensors = [1, 2, 3, 4, 5].map((seed) => normal([3, 101, 103], seed));
    const sum = tf.addN(tensors);
    const expected = tf.tidy(() => tensors.reduce((sum, one) => tf.sub(sum, tf.neg(one))));
    await expectClose(sum, expected, { absolute: 0, relative: 0 });
    return [tensors, sum, expected];
  });
});

it.each([
  [
    [2, 7, 9, 2],
    [31, 20],
  ],
  [
    [1, 8, 8, 3],
    [64, 64],
  ],
  [
    [3, 16, 12, 6],
    [5, 4],
  ],
  [
    [1, 1, 1, 4],
    [3, 5],
  ],
  [
    [1, 1, 6, 5],
    [4, 1],
  ],
  [
    [2, 5, 1, 1],
    [2, 9],
  ],
] as const)('resizing %j to %j samples at half-pixel centers', async (shape, size) => {
  const x = normal([...shape], 3) as tf.Tensor4D;
  const [batch, height, width, channels] = shape;
  const actual = tf.image.resizeBilinear(x, [...size], false, true);
  const values = await x.array();
  const sample = (out: number, length: number, outLength: number) => {
    const at = Math.min(Math.max(((out + 0.5) * length) / outLength - 0.5, 0), length - 1);
    return [Math.floor(at), Math.min(Math.floor(at) + 1, length - 1), at % 1] as const;
  };
  const expected: number[] = [];
  for (let b = 0; b < batch; b++) {
    for (let i = 0; i < size[0]; i++) {
      for (let j = 0; j < size[1]; j++) {
        for (let c = 0; c < channels; c++) {
          const [top, bottom, down] = sample(i, height, size[0]);
          const [left, right, across] = sample(j, width, size[1]);
          const row = (r: number) => values[b][r][left][c] * (1 - across) + values[b][r][right][c] * across;
          expected.push(row(top) * (1 - down) + row(bottom) * down);
        }
      }
    }
  }
  await expectClose(actual, expected, { absolute: 2e-6 });
  tf.dispose([x, actual]);
});

it('tensors go into one vector and back', async () => {
  await expectNoLeak(async () => {
    const tensors = [normal([3, 3, 2, 5], 1), normal([7], 2), tf.scalar(4), normal([1, 2], 3)];
    const flat = run('MiniSegFlatten', { ...Object.fromEntries(tensors.entries()) }) as unknown as tf.Tensor;
    expect(flat.shape).toEqual([90 + 7 + 1 + 2]);
    const shapes = tensors.map(({ shape }) => shape);
    const back = run('MiniSegUnflatten', { x: flat }, { shapes });
    expect(back.map(({ shape }) => shape)).toEqual(shapes);
    for (const [i, tensor] of tensors.entries()) expect(await back[i].data()).toEqual(await tensor.data());
    return [tensors, flat, back];
  });
});

it.each([1, 6, 40_003])('a step of Adam over %i numbers has its definition', async (n) => {
  await expectNoLeak(async () => {
    const [weights, gradients, m] = [1, 2, 3].map((seed) => normal([n], seed));
    const v = tf.tidy(() => tf.square(normal([n], 4)));
    const settings = { beta1: 0.9, beta2: 0.999, rate: 0.01, epsilon: 1e-8, decay: 0.1, shrink: 0.99 };
    const updated = run('MiniSegAdam', { weights, gradients, m, v }, settings);
    const [w, dw, first, second] = [weights, gradients, m, v].map((tensor) => tensor.dataSync());
    const expected = Array.from(w, (weight, i) => {
      const g = dw[i] + 0.1 * weight;
      const [newM, newV] = [0.9 * first[i] + 0.1 * g, 0.999 * second[i] + 0.001 * g * g];
      return [0.99 * weight - (0.01 * newM) / (Math.sqrt(newV) + 1e-8), newM, newV];
    });
    for (const [i, tensor] of updated.entries()) {
      await expectClose(
        tensor,
        expected.map((row) => row[i]),
        { absolute: 1e-5, relative: 1e-4 },
      );
    }
    return [weights, gradients, m, v, updated];
  });
});

it("a convolution's gradient for its input is computed only where somebody wants it", async () => {
  const called: string[] = [];
  const watched = ['Conv2DBackpropInput', 'Conv2DBackpropFilter'].map((name) => {
    const config = tf.getKernel(name, 'wasm') as tf.KernelConfig;
    const kernelFunc = config.kernelFunc;
    config.kernelFunc = (call) => {
      called.push(name);
      return kernelFunc(call);
    };
    return { config, kernelFunc };
  });
  const image = normal([1, 9, 9, 3], 1) as tf.Tensor4D;
  const filter = tf.variable(normal([3, 3, 3, 4], 2) as tf.Tensor4D);
  const loss = (x: tf.Tensor) => conv2d(x as tf.Tensor4D, filter, { strides: 2 }).sum() as tf.Scalar;
  const { value, grads } = tf.variableGrads(() => loss(image), [filter]);
  expect(called).toEqual(['Conv2DBackpropFilter']);
  const dImage = tf.grad(loss)(image);
  expect(called.slice(1)).toEqual(['Conv2DBackpropInput']);
  expect(dImage.shape).toEqual(image.shape);
  // The corner pixel meets the kernel's center alone.
  const center = tf.tidy(() => tf.slice(filter, [1, 1, 0, 0], [1, 1, 1, 4]).sum());
  await expectClose(tf.slice(dImage, [0, 0, 0, 0], [1, 1, 1, 1]), await center.data(), { absolute: 1e-5 });
  for (const { config, kernelFunc } of watched) config.kernelFunc = kernelFunc;
  tf.dispose([image, filter, value, grads, dImage, center]);
});
