import { miniSeg } from '@miniseg/model';
import { describeOnBackends, expectNoLeak } from '@miniseg/testkit';
import type { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { NETWORKS } from '../../../model/test/networks.js';
import {
  expectSameLogits,
  network,
  normalization,
  refusal,
  slice,
  testGpuPredictor,
} from '../../test/gpu-predictor.js';
import { type CompileOptions, compile } from '../index.js';

const ON_WEBGL = { only: ['webgl'] };

const webgl = () => tf.backend() as MathBackendWebGL;

/** WebGL programs that run meanwhile, tfjs's and ours. */
async function countPrograms(body: () => unknown): Promise<number> {
  const context = webgl().getGPGPUContext();
  const draw = context.executeProgram;
  let count = 0;
  context.executeProgram = () => {
    count++;
    draw.call(context);
  };
  try {
    await body();
  } finally {
    context.executeProgram = draw;
  }
  return count;
}

describeOnBackends(
  'logits as the model has them, in fewer programs',
  () => {
    it.each(NETWORKS)('%s', async (title, options) => {
      const model = network(options);
      const x = tf.randomNormal([1, 33, 46, options.inputChannels ?? 3], 0, 1, 'float32', 3) as tf.Tensor4D;
      const run = () => tf.tidy(() => model.execute(x, model.outputs[0].name) as tf.Tensor);
      const expected = run();
      const plain = await countPrograms(() => run().dispose());
      const predictor = await compile(model, { target: 'webgl' });
      const actual = await predictor.logits(x);
      const compiled = await countPrograms(async () => (await predictor.logits(x)).dispose());
      await expectSameLogits(actual, await expected.data<'float32'>());
      // One branch has hardly anything that could be fused.
      expect(compiled).toBeLessThanOrEqual(plain / (title === 'a single branch' ? 2 : 4));
      predictor.dispose();
      model.dispose();
      tf.dispose([x, expected, actual]);
    });
  },
  ON_WEBGL,
);

describeOnBackends('the webgl target', () => testGpuPredictor('webgl'), ON_WEBGL);

describeOnBackends(
  'WebGL programs and textures',
  () => {
    it('are gone once the predictor is disposed', async () => {
      const model = network();
      const used = () => tf.memory() as unknown as { numBytesInGPU: number };
      const before = used().numBytesInGPU;
      const data = webgl().numDataIds();
      await expectNoLeak(async () => {
        const predictor = await compile(model, { target: 'webgl' });
        await predictor.segment([slice(24, 24), slice(26, 24)], { normalization });
        await predictor.segment(slice(24, 24), { normalization, probabilities: false });
        const steady = used().numBytesInGPU;
        await predictor.segment(slice(24, 24), { normalization, probabilities: false });
        expect(used().numBytesInGPU).toBe(steady);
        predictor.dispose();
        predictor.dispose();
      });
      expect(used().numBytesInGPU).toBe(before);
      expect(webgl().numDataIds()).toBe(data);
      model.dispose();
    });

    it('are one run for a batch of eight', async () => {
      const model = network();
      const predictor = await compile(model, { target: 'webgl' });
      const count = async (batch: number) => {
        const x = tf.randomNormal([batch, 24, 24, 3], 0, 1, 'float32', 3) as tf.Tensor4D;
        (await predictor.logits(x)).dispose();
        const programs = await countPrograms(async () => (await predictor.logits(x)).dispose());
        x.dispose();
        return programs;
      };
      const one = await count(1);
      expect(one).toBeGreaterThan(50);
      expect(await count(8)).toBeLessThanOrEqual(1.1 * one);
      predictor.dispose();
      model.dispose();
    });

    it('wait for the device by no timer', async () => {
      const model = network();
      const predictor = await compile(model, { target: 'webgl' });
      await predictor.warmUp(24);
      const { setTimeout: timer } = globalThis;
      let timers = 0;
      globalThis.setTimeout = ((...given: Parameters<typeof timer>) => {
        timers++;
        return timer(...given);
      }) as typeof timer;
      const began = performance.now();
      try {
        for (const probabilities of [true, false]) {
          await predictor.segment(slice(24, 24), { normalization, probabilities });
        }
      } finally {
        globalThis.setTimeout = timer;
      }
      // In software a slice may take so long that a timer is right.
      if (performance.now() - began < 40) expect(timers).toBe(0);
      else console.warn('The driver is too slow here to tell timers from work.');
      predictor.dispose();
      model.dispose();
    });

    it('are compiled for a size while it warms up', async () => {
      const model = network();
      const predictor = await compile(model, { target: 'webgl' });
      const gl = webgl().getGPGPUContext().gl;
      const link = gl.linkProgram;
      let linked = 0;
      gl.linkProgram = (program) => {
        linked++;
        link.call(gl, program);
      };
      try {
        await predictor.warmUp([28, 44]);
        expect(linked).toBeGreaterThan(10);
        linked = 0;
        await predictor.segment(slice(44, 28), { normalization });
        await predictor.segment(slice(44, 28), { normalization, probabilities: false });
        expect(linked).toBe(0);
      } finally {
        gl.linkProgram = link;
      }
      predictor.dispose();
      model.dispose();
    });

    it("run the README's example", async () => {
      const url = new URL('../../README.md?raw', import.meta.url).href;
      const { default: readme } = (await import(/* @vite-ignore */ url)) as { default: string };
      const [, section] = readme.split('\n## On WebGL and WebGPU');
      const code = section
        .split('```')[1]
        .replace(/^js\n/, '')
        .replaceAll(/^import .*$/gm, '');
      const { constructor: AsyncFunction } = (async () => {}) as unknown as {
        constructor: new (...text: string[]) => (...values: unknown[]) => Promise<[Uint8Array, string]>;
      };
      const example = new AsyncFunction(
        'tf',
        'compile',
        'miniSeg',
        `${code}\nreturn [mask, predictor.target];`,
      );
      const [mask, target] = await example(tf, compile, miniSeg);
      expect(mask.length).toBe(4096);
      expect(target).toBe('webgl');
    });

    it('have one precision', async () => {
      const model = network();
      const options = JSON.parse('{"precision": "half"}') as CompileOptions;
      await expect(compile(model, options)).rejects.toSatisfy(refusal('invalid-argument'));
      model.dispose();
    });
  },
  ON_WEBGL,
);

describeOnBackends(
  'a lost WebGL context',
  () => {
    it('is an error that says so, before a slice and during one', async () => {
      const model = network();
      const predictor = await compile(model, { target: 'webgl' });
      await predictor.warmUp(24);
      const { gl } = webgl().getGPGPUContext();
      const during = predictor.segment(slice(24, 24), { normalization, probabilities: false });
      gl.getExtension('WEBGL_lose_context')?.loseContext();
      await expect(during).rejects.toSatisfy(refusal('device'));
      await expect(predictor.segment(slice(24, 24), { normalization })).rejects.toThrow(
        /context is lost.*removeBackend/s,
      );
    });
  },
  ON_WEBGL,
);
