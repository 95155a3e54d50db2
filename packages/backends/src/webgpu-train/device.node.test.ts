/** The WebGPU device as a card runs it: groups of 64 threads, sums in parts, and tensors inside one buffer. */
import { expectClose } from '@miniseg/testkit';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { missing, useGpu } from '../../test/use-gpu.js';
import { batchMoments } from '../gpu-train/kernels/batch-moments.js';
import { convolutionGradients } from '../gpu-train/kernels/convolution.js';
import type { Gpu } from '../gpu-train/template.js';
import type { WebgpuBackend } from './backend.js';
import { openWebgpu } from './device.js';

describe.skipIf(missing)(`groups of 64 threads${missing ? ` (${missing})` : ''}`, () => {
  let gpu: Gpu;
  const backend = () => tf.backend() as unknown as WebgpuBackend;
  const tensorOf = (info: tf.TensorInfo) => tf.engine().makeTensorFromTensorInfo(info);

  beforeAll(async () => {
    await useGpu();
    gpu = openWebgpu(backend(), { threads: 64, turns: 1 });
  });

  it('sum up more than one group takes, in parts', async () => {
    const x = tf.randomNormal([1, 200, 201, 3], 5, 2, 'float32', 1);
    const [mean, variance] = batchMoments(gpu, { x }).map(tensorOf);
    const right = tf.moments(x, [0, 1, 2]);
    await expectClose(mean, await right.mean.data(), { absolute: 1e-4 });
    await expectClose(variance, await right.variance.data(), { absolute: 1e-3 });
    tf.dispose([x, mean, variance, right.mean, right.variance]);
  });

  it('make both gradients of a convolution in one program', async () => {
    const shapes = { x: [2, 7, 9, 4], filter: [3, 3, 4, 8], dy: [2, 7, 9, 8] };
    const [x, filter, dy] = Object.values(shapes).map((shape, k) =>
      tf.randomNormal(shape as [number, number, number, number], 0, 1, 'float32', k + 1),
    );
    const pad: [[0, 0], [1, 1], [1, 1], [0, 0]] = [
      [0, 0],
      [1, 1],
      [1, 1],
      [0, 0],
    ];
    const attributes = { strides: [1, 1] as [number, number], pad, wantsInput: true };
    const [dFilter, dx] = convolutionGradients(gpu, { x, filter, dy }, attributes).map(tensorOf);
    const right = tf.grads((x: tf.Tensor, w: tf.Tensor) =>
      tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, 'same'),
    )([x, filter], dy);
    await expectClose(dx, await right[0].data(), { absolute: 1e-4 });
    await expectClose(dFilter, await right[1].data(), { absolute: 2e-4 });
    tf.dispose([x, filter, dy, dx, dFilter, right]);
  });

  it('weights in one vector and back, also by other ops and after the vector is gone', async () => {
    const before = tf.memory().numTensors;
    const shapes = [[3, 3, 2, 5], [7], [1, 2], []];
    const tensors = shapes.map((shape, k) => tf.randomNormal(shape, 0, 1, 'float32', k + 1));
    const flat = tensorOf(gpu.flatten(tensors));
    const back = gpu.unflatten(flat, shapes).map(tensorOf);
    const again = tensorOf(gpu.flatten(back));
    await expectClose(again, await flat.data(), { absolute: 0 });
    flat.dispose();
    for (const [k, tensor] of back.entries()) {
      const doubled = tf.add(tensor, tensor);
      expect(doubled.shape).toEqual(shapes[k]);
      await expectClose(tensor, await tensors[k].data(), { absolute: 0 });
      await expectClose(doubled, tf.mul(tensors[k], 2), { absolute: 1e-6 });
      doubled.dispose();
    }
    tf.dispose([tensors, back, again]);
    expect(tf.memory().numTensors - before).toBeLessThanOrEqual(shapes.length);
  });

  it('a tensor beyond the limit of the device is refused, with what to do', () => {
    const most = backend().device.limits.maxStorageBufferBindingSize;
    const x = tf.zeros([1, 4, 4, 3]);
    const calls = [{ count: most / 4 + 64, outputs: [[most / 4 + 64]] }];
    const template = {
      name: 'copy',
      inputs: ['x'],
      integers: [],
      segments: [{ values: 1, code: 'v0 = at_x(0);' }],
    };
    expect(() => gpu.run(template, [x], [], calls)).toThrow(/does not fit.*smaller batches/);
    x.dispose();
  });
});
