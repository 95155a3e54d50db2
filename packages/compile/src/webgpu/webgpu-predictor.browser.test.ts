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
import type { GpuBuffer, GpuDevice } from './api.js';

interface TestedBackend {
  numDataIds(): number;
  device: GpuDevice & {
    addEventListener(type: 'uncapturederror', listener: (event: { error: Error }) => void): void;
  };
}

const webgpu = () => tf.backend() as unknown as TestedBackend;

const { gpu } = navigator as { gpu?: { requestAdapter(): Promise<object | null> } };
const adapter = await gpu?.requestAdapter();
const needed = adapter ? '' : ' (needs a browser with WebGPU)';
/** A shader that is wrong computes nothing, and says so only here. */
const errors: string[] = [];

async function start(): Promise<void> {
  await useBackend('webgpu');
  webgpu().device.addEventListener('uncapturederror', ({ error }) => errors.push(error.message));
}

const COUNTED = [
  ['GPUDevice', 'createCommandEncoder'],
  ['GPUDevice', 'createBindGroup'],
  ['GPUDevice', 'createBuffer'],
  ['GPUDevice', 'createShaderModule'],
  ['GPUDevice', 'createComputePipeline'],
  ['GPUDevice', 'createComputePipelineAsync'],
  ['GPUCommandEncoder', 'beginComputePass'],
  ['GPUComputePassEncoder', 'dispatchWorkgroups'],
  ['GPUQueue', 'submit'],
] as const;

type Counts = Record<(typeof COUNTED)[number][1], number>;

/** What is asked of WebGPU meanwhile, by tfjs and by us. */
async function counted(body: () => Promise<unknown>): Promise<Counts> {
  const counts = Object.fromEntries(COUNTED.map(([, method]) => [method, 0])) as Counts;
  const classes = globalThis as unknown as Record<
    string,
    { prototype: Record<string, (...given: unknown[]) => unknown> }
  >;
  const undo = COUNTED.map(([name, method]) => {
    const { prototype } = classes[name];
    const stock = prototype[method];
    prototype[method] = function (...given) {
      counts[method]++;
      return stock.apply(this, given);
    };
    return () => {
      prototype[method] = stock;
    };
  });
  try {
    await body();
  } finally {
    for (const back of undo) back();
  }
  return counts;
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
    const predictor = await compile(model, { target: 'webgpu' });
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
  ] as const)(
    'of %s are %i for an image or a batch, in one pass, all made before',
    async (preset, programs) => {
      const model = await onCpu(() => network({ preset }));
      const predictor = await compile(model, { target: 'webgpu' });
      const { createShaderModule } = await counted(() => predictor.warmUp([28, 44]));
      expect(createShaderModule).toBeGreaterThan(10);
      const ran = {
        dispatchWorkgroups: programs,
        ...{ beginComputePass: 1, createCommandEncoder: 1, submit: 1, createBindGroup: 0, createBuffer: 0 },
        ...{ createShaderModule: 0, createComputePipeline: 0, createComputePipelineAsync: 0 },
      };
      for (const probabilities of [false, true]) {
        const segment = () => predictor.segment(slice(44, 28), { normalization, probabilities });
        expect(await counted(segment)).toEqual(ran);
      }
      // The first one makes room for eight.
      const eight = () =>
        Promise.all(Array.from({ length: 8 }, () => predictor.segment(slice(44, 28), { normalization })));
      await eight();
      const { dispatchWorkgroups, createBuffer } = await counted(eight);
      expect(dispatchWorkgroups).toBe(programs);
      expect(createBuffer).toBe(0);
      const x = tf.zeros([8, 28, 44, 3]) as tf.Tensor4D;
      await predictor.logits(x);
      expect((await counted(() => predictor.logits(x))).dispatchWorkgroups).toBe(programs);
      predictor.dispose();
      model.dispose();
    },
  );

  it('are gone once the predictor is disposed', async () => {
    const model = await onCpu(() => network());
    const data = webgpu().numDataIds();
    const alive = new Set<GpuBuffer>();
    const { device } = webgpu();
    const create = device.createBuffer;
    device.createBuffer = (descriptor) => {
      const buffer = create.call(device, descriptor);
      const { destroy } = buffer;
      buffer.destroy = () => {
        alive.delete(buffer);
        destroy.call(buffer);
      };
      alive.add(buffer);
      return buffer;
    };
    await expectNoLeak(async () => {
      const predictor = await compile(model, { target: 'webgpu' });
      await predictor.segment([slice(24, 24), slice(26, 24)], { normalization });
      await predictor.segment(slice(24, 24), { normalization, probabilities: false });
      const steady = alive.size;
      expect(steady).toBeGreaterThan(4);
      for (let i = 0; i < 5; i++) {
        await predictor.segment(slice(24, 24), { normalization, probabilities: false });
      }
      expect(alive.size).toBe(steady);
      predictor.dispose();
      predictor.dispose();
      await expect(predictor.segment(slice(24, 24), { normalization })).rejects.toThrow(/disposed/);
    });
    device.createBuffer = create;
    expect(alive.size).toBe(0);
    expect(webgpu().numDataIds()).toBe(data);
    model.dispose();
  });

  it('refuse a map that is larger than a buffer', async () => {
    const model = await onCpu(() => network());
    const predictor = await compile(model, { target: 'webgpu' });
    const options = { normalization, inputSize: 16384 };
    await expect(predictor.segment(slice(24, 24), options)).rejects.toSatisfy(refusal('image'));
    predictor.dispose();
    model.dispose();
  });

  it('refuse weights that no buffer holds, and say when memory is out', async () => {
    const model = await onCpu(() => network());
    const { device } = webgpu();
    const given = device.limits;
    const limited = (limits: object) =>
      Object.defineProperty(device, 'limits', { value: limits, configurable: true });
    const predictor = await compile(model, { target: 'webgpu' });
    try {
      limited({ maxStorageBufferBindingSize: 2 ** 16, maxBufferSize: 2 ** 28 });
      await expect(predictor.segment(slice(24, 24), { normalization })).rejects.toSatisfy(refusal('device'));
    } finally {
      limited(given);
    }
    const { popErrorScope } = device;
    device.popErrorScope = async () => {
      await popErrorScope.call(device);
      return { message: 'no more' };
    };
    await expect(predictor.segment(slice(24, 24), { normalization })).rejects.toThrow(
      /out of memory \(no more\)/,
    );
    device.popErrorScope = popErrorScope;
    // What could not be had is asked for again.
    expect((await predictor.segment(slice(24, 24), { normalization })).mask).toHaveLength(576);
    predictor.dispose();
    model.dispose();
  });
});

describe.skipIf(!adapter)(`a lost WebGPU device${needed}`, () => {
  beforeAll(start);

  it('is an error that says so, before a slice and during one', async () => {
    const model = await onCpu(() => network());
    const predictor = await compile(model, { target: 'webgpu' });
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
      /device is lost.*Compile the model again/s,
    );
  });
});
