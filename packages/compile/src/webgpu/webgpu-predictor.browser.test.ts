import { expectNoLeak, useBackend } from '@miniseg/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { NETWORKS } from '../../../model/test/networks.js';
import {
  expectSameLogits,
  network,
  normalization,
  onCpu,
  refusal,
  slice,
  testGpuPredictor,
} from '../../test/gpu-predictor.js';
import { compile } from '../index.js';
import type { WebgpuBackend } from './backend.js';

interface TestedBackend extends WebgpuBackend {
  device: WebgpuBackend['device'] & {
    destroy(): void;
    addEventListener(type: 'uncapturederror', listener: (event: { error: Error }) => void): void;
    createComputePipeline(descriptor: object): object;
  };
}

const webgpu = () => tf.backend() as TestedBackend;

const { gpu } = navigator as { gpu?: { requestAdapter(): Promise<object | null> } };
const adapter = await gpu?.requestAdapter();
const needed = adapter ? '' : ' (needs a browser with WebGPU)';
/** A shader that is wrong computes nothing, and says so only here. */
const errors: string[] = [];

async function start(): Promise<void> {
  await useBackend('webgpu');
  webgpu().device.addEventListener('uncapturederror', ({ error }) => errors.push(error.message));
}

/** Programs that run meanwhile, tfjs's and ours. */
async function countPrograms(body: () => Promise<unknown>): Promise<number> {
  const backend = webgpu();
  const run = backend.runWebGPUProgram;
  let count = 0;
  backend.runWebGPUProgram = (...given) => {
    count++;
    return run.apply(backend, given);
  };
  await body();
  backend.runWebGPUProgram = run;
  return count;
}

describe.skipIf(!adapter)(`logits on webgpu as the model has them${needed}`, () => {
  beforeAll(start);

  it.each(NETWORKS)('%s', async (_, options) => {
    const channels = options.inputChannels ?? 3;
    const shape: [number, number, number, number] = [1, 33, 46, channels];
    const numbers = Float32Array.from({ length: 33 * 46 * channels }, (_, i) => ((i * 7919) % 401) / 200 - 1);
    const model = await onCpu(() => network(options));
    const run = () =>
      tf.tidy(() => model.execute(tf.tensor4d(numbers, shape), model.outputs[0].name) as tf.Tensor);
    const expected = await onCpu(() => run().data<'float32'>());
    const predictor = await compile(model);
    const actual = await predictor.logits(tf.tensor4d(numbers, shape));
    await expectSameLogits(actual, expected);
    predictor.dispose();
    model.dispose();
    expect(errors).toEqual([]);
  });
});

describe.skipIf(!adapter)(`the webgpu target${needed}`, () => {
  beforeAll(start);
  testGpuPredictor('webgpu');
});

describe.skipIf(!adapter)(`WebGPU programs and buffers${needed}`, () => {
  beforeAll(start);

  it.each([
    ['aaai', 92],
    ['paper', 84],
  ] as const)('of %s are %i for an image, compiled once for its size', async (preset, programs) => {
    const model = await onCpu(() => network({ preset }));
    const predictor = await compile(model);
    const { device } = webgpu();
    const create = device.createComputePipeline;
    let compiled = 0;
    device.createComputePipeline = (descriptor) => {
      compiled++;
      return create.call(device, descriptor);
    };
    const mask = () => predictor.segment(slice(44, 28), { normalization, probabilities: false });
    await predictor.warmUp([28, 44]);
    expect(compiled).toBeGreaterThan(10);
    compiled = 0;
    expect(await countPrograms(mask)).toBe(programs);
    await predictor.segment(slice(44, 28), { normalization });
    expect(compiled).toBe(0);
    device.createComputePipeline = create;
    predictor.dispose();
    model.dispose();
  });

  it('are gone once the predictor is disposed', async () => {
    const model = await onCpu(() => network());
    const data = webgpu().numDataIds();
    await expectNoLeak(async () => {
      const predictor = await compile(model);
      await predictor.segment([slice(24, 24), slice(26, 24)], { normalization });
      await predictor.segment(slice(24, 24), { normalization, probabilities: false });
      const steady = webgpu().numDataIds();
      await predictor.segment(slice(24, 24), { normalization, probabilities: false });
      expect(webgpu().numDataIds()).toBe(steady);
      predictor.dispose();
      predictor.dispose();
    });
    expect(webgpu().numDataIds()).toBe(data);
    model.dispose();
  });

  it('refuse a map that is larger than a buffer', async () => {
    const model = await onCpu(() => network());
    const predictor = await compile(model);
    const options = { normalization, inputSize: 16384 };
    await expect(predictor.segment(slice(24, 24), options)).rejects.toSatisfy(refusal('image'));
    predictor.dispose();
    model.dispose();
  });

  it('refuse a network that needs more buffers than the device gives', async () => {
    const model = await onCpu(() => network());
    const predictor = await compile(model);
    const { device } = webgpu();
    const limits = { ...device.limits, maxStorageBufferBindingSize: 1e9, maxStorageBuffersPerShaderStage: 2 };
    Object.defineProperty(device, 'limits', { value: limits, configurable: true });
    try {
      await expect(predictor.segment(slice(24, 24), { normalization })).rejects.toSatisfy(refusal('device'));
    } finally {
      Reflect.deleteProperty(device, 'limits');
    }
    predictor.dispose();
    model.dispose();
  });
});

describe.skipIf(!adapter)(`a lost WebGPU device${needed}`, () => {
  beforeAll(start);

  it('is an error that says so, before a slice and during one', async () => {
    const model = await onCpu(() => network());
    const predictor = await compile(model);
    await predictor.warmUp(24);
    // Its shaders have yet to be compiled, so that it is under way still.
    const during = [true, false].map((probabilities) =>
      predictor.segment(slice(64, 64), { normalization, probabilities }),
    );
    await new Promise((resolve) => setTimeout(resolve));
    webgpu().device.destroy();
    for (const result of await Promise.allSettled(during)) {
      expect(result).toMatchObject({ status: 'rejected', reason: expect.toSatisfy(refusal('device')) });
    }
    await expect(predictor.segment(slice(24, 24), { normalization })).rejects.toThrow(
      /device is lost.*removeBackend/s,
    );
  });
});
