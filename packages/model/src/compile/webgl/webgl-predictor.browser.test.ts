import { readCheckpoint } from '@miniseg/checkpoints';
import { decodePng } from '@miniseg/data';
import {
  describeOnBackends,
  expectClose,
  expectNoLeak,
  readShared,
  SHARED_HINT,
  sharedAvailable,
} from '@miniseg/testkit';
import type { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { NETWORKS } from '../../../test/networks.js';
import { randomizeWeights } from '../../../test/randomize-weights.js';
import { ModelError, miniSeg, modelFromCheckpoint, type Normalization, segment } from '../../index.js';
import { type CompileOptions, compile } from '../index.js';

const ON_WEBGL = { only: ['webgl'] };
const normalization = { mean: 0.4, std: 0.2 };

function network(preset: 'aaai' | 'paper' = 'aaai') {
  const model = miniSeg({ preset, seed: 3 });
  randomizeWeights(model, 4);
  return model;
}

const slice = (width: number, height: number, channels = 1) => ({
  data: Uint8Array.from({ length: width * height * channels }, (_, i) => (i * 7919) % 256),
  width,
  height,
});

const webgl = () => tf.backend() as MathBackendWebGL;
const refusal = (code: string) => (error: unknown) => ModelError.isInstance(error) && error.code === code;

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
      const model = miniSeg({ ...options, seed: 1 });
      randomizeWeights(model, 2);
      const x = tf.randomNormal([1, 33, 46, options.inputChannels ?? 3], 0, 1, 'float32', 3) as tf.Tensor4D;
      const run = () => tf.tidy(() => model.execute(x, model.outputs[0].name) as tf.Tensor);
      const expected = run();
      const plain = await countPrograms(() => run().dispose());
      const predictor = await compile(model, { target: 'webgl' });
      const actual = await predictor.logits(x);
      const compiled = await countPrograms(async () => (await predictor.logits(x)).dispose());
      await expectClose(actual, expected, { absolute: 3e-4, relative: 1e-4 });
      // One branch has hardly anything that could be fused.
      expect(compiled).toBeLessThanOrEqual(plain / (title === 'a single branch' ? 2 : 4));
      predictor.dispose();
      model.dispose();
      tf.dispose([x, expected, actual]);
    });
  },
  ON_WEBGL,
);

describeOnBackends(
  'the webgl target',
  () => {
    it.each(['aaai', 'paper'] as const)('of %s segments as the model does, at any size', async (preset) => {
      const model = network(preset);
      const predictor = await compile(model);
      expect(predictor.target).toBe('webgl');
      const cases = [
        [slice(40, 33), {}],
        [slice(37, 41, 3), {}],
        [slice(20, 24, 4), { inputSize: 48 }],
        [tf.tensor2d(slice(32, 40).data, [40, 32], 'int32'), { inputSize: [32, 48] as [number, number] }],
        [{ ...slice(30, 22), data: Float32Array.from({ length: 660 }, (_, i) => (i % 97) / 97) }, {}],
      ] as const;
      for (const [image, given] of cases) {
        const options = { ...given, normalization };
        const expected = await segment(model, image, options);
        const actual = await predictor.segment(image, options);
        await expectClose(actual.probabilities as Float32Array, expected.probabilities as Float32Array, {
          absolute: 1e-3,
        });
        const { mask, probabilities } = await predictor.segment(image, { ...options, probabilities: false });
        expect(probabilities).toBeUndefined();
        expect(mask.length).toBe(expected.mask.length);
        for (const own of [mask, actual.mask]) {
          expect(own.filter((label, i) => label !== expected.mask[i]).length).toBeLessThanOrEqual(2);
        }
      }
      predictor.dispose();
      model.dispose();
    });

    it('tells six classes apart in a mask, the lower one of equals', async () => {
      const model = miniSeg({ preset: 'aaai', classes: 6, inputChannels: 1, seed: 5 });
      randomizeWeights(model, 6);
      const predictor = await compile(model);
      const { mask } = await predictor.segment(slice(38, 34), { normalization, probabilities: false });
      const expected = await segment(model, slice(38, 34), { normalization });
      expect(new Set(expected.mask).size).toBeGreaterThan(2);
      expect(mask.filter((label, i) => label !== expected.mask[i]).length).toBeLessThanOrEqual(2);
      predictor.dispose();
      model.dispose();
    });

    it('computes a batch', async () => {
      const model = network();
      const predictor = await compile(model);
      const x = tf.randomNormal([2, 24, 32, 3], 0, 1, 'float32', 5) as tf.Tensor4D;
      await expectClose(await predictor.logits(x), model.execute(x, model.outputs[0].name) as tf.Tensor, {
        absolute: 1e-3,
      });
      predictor.dispose();
      model.dispose();
    });

    it.each(['single', 'half'] as const)('holds no texture once it is disposed, %s', async (precision) => {
      const model = network();
      const used = () => tf.memory() as unknown as { numBytesInGPU: number };
      const before = used().numBytesInGPU;
      const data = webgl().numDataIds();
      await expectNoLeak(async () => {
        const predictor = await compile(model, { precision });
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

    it('keeps half precision near the logits, and leaves tfjs with its own', async () => {
      const model = network();
      const predictor = await compile(model, { precision: 'half' });
      const x = tf.randomNormal([1, 32, 32, 3], 0, 1, 'float32', 5) as tf.Tensor4D;
      const expected = model.execute(x, model.outputs[0].name) as tf.Tensor;
      const actual = await predictor.logits(x);
      const scale = tf.max(tf.abs(expected)).dataSync()[0];
      await expectClose(actual, expected, { absolute: 0.02 * scale });
      expect(tf.max(tf.abs(tf.sub(actual, expected))).dataSync()[0]).toBeGreaterThan(0);
      expect(tf.env().getBool('WEBGL_RENDER_FLOAT32_ENABLED')).toBe(true);
      predictor.dispose();
      model.dispose();
    });

    it('compiles the shaders of a size while it warms up', async () => {
      const model = network();
      const predictor = await compile(model);
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

    it("runs the README's example", async () => {
      const url = new URL('../../../README.md?raw', import.meta.url).href;
      const { default: readme } = (await import(/* @vite-ignore */ url)) as { default: string };
      const [, section] = readme.split('### On WebGL');
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

    it('refuses another backend, an unknown precision, and images with other colors', async () => {
      const model = network();
      const options = JSON.parse('{"precision": "double"}') as CompileOptions;
      await expect(compile(model, options)).rejects.toSatisfy(refusal('option'));
      const grey = await compile(miniSeg({ preset: 'aaai', inputChannels: 1, seed: 1 }));
      await expect(grey.segment(slice(32, 32, 3), { normalization })).rejects.toSatisfy(refusal('image'));
      grey.dispose();
      await import('@tensorflow/tfjs-backend-cpu');
      await tf.setBackend('cpu');
      await expect(compile(model, { target: 'webgl' })).rejects.toSatisfy(refusal('device'));
      await tf.setBackend('webgl');
      model.dispose();
    });

    it('stays on its backend when another one is set', async () => {
      const model = network();
      const predictor = await compile(model);
      const expected = await predictor.segment(slice(24, 24), { normalization });
      await import('@tensorflow/tfjs-backend-cpu');
      await tf.setBackend('cpu');
      expect(await predictor.segment(slice(24, 24), { normalization })).toEqual(expected);
      const { mask } = await predictor.segment(slice(24, 24), { normalization, probabilities: false });
      expect(mask).toEqual(expected.mask);
      await tf.setBackend('webgl');
      predictor.dispose();
      model.dispose();
    });
  },
  ON_WEBGL,
);

interface Folds {
  val: Record<string, string[]>;
  train_stats: Record<string, Normalization>;
}

describeOnBackends(
  `the released weights on webgl (${SHARED_HINT})`,
  () => {
    it.skipIf(!sharedAvailable)(
      'give the published maps, with at most 2 differing pixels in a slice',
      async () => {
        const folds = JSON.parse(
          new TextDecoder().decode(await readShared('data/ct100/folds.json')),
        ) as Folds;
        const { model } = modelFromCheckpoint(
          readCheckpoint(await readShared('data/official/miniseg-ct100-fold1.pth')),
        );
        const predictor = await compile(model, { target: 'webgl' });
        // All twenty are in benchmarks/webgl.mjs: software WebGL is slow.
        for (const name of folds.val.fold1.slice(0, 3)) {
          const image = decodePng(await readShared(`data/ct100/images/tr_im_${name}.png`));
          const published = decodePng(
            await readShared(`data/official/ct100-fold1-segmaps/tr_im_${name}.png`),
          ).data;
          const { mask } = await predictor.segment(image, {
            normalization: folds.train_stats.fold1,
            probabilities: false,
          });
          expect(published).toContain(255);
          expect(mask.filter((label, i) => 255 * label !== published[i]).length).toBeLessThanOrEqual(2);
        }
        predictor.dispose();
        model.dispose();
      },
    );
  },
  ON_WEBGL,
);

describeOnBackends(
  'a lost WebGL context',
  () => {
    it('is an error that says so, before a slice and during one', async () => {
      const model = network();
      const predictor = await compile(model);
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
