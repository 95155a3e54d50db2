/** What predictors on a graphics processor have in common, tested on each. The reference runs on cpu, which is exact. */
import { readCheckpoint } from '@miniseg/checkpoints';
import { decodePng } from '@miniseg/formats';
import {
  type ImageLike,
  type MiniSegOptions,
  miniSeg,
  modelFromCheckpoint,
  type Normalization,
  type SegmentOptions,
  segment,
} from '@miniseg/model';
import { expectClose, readShared, SHARED_HINT, sharedAvailable, useBackend } from '@miniseg/testkit';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { randomizeWeights } from '../../model/test/randomize-weights.js';
import { CompileError, compile } from '../src/index.js';

export const normalization = { mean: 0.4, std: 0.2 };

export const slice = (width: number, height: number, channels = 1) => ({
  data: Uint8Array.from({ length: width * height * channels }, (_, i) => (i * 7919) % 256),
  width,
  height,
});

export const refusal = (code: string) => (error: unknown) =>
  CompileError.isInstance(error) && error.code === code;

export function network(options: MiniSegOptions = { preset: 'aaai' }): LayersModel {
  // Of wider logits than the released network's start, which tell more apart.
  const model = miniSeg({ initialization: 'kaiming', seed: 3, ...options });
  randomizeWeights(model, 4);
  return model;
}

/** Weights and tensors that `body` makes stay on cpu until something on another backend needs them. */
export async function onCpu<T>(body: () => T | Promise<T>): Promise<T> {
  const before = tf.getBackend();
  await useBackend('cpu');
  try {
    return await body();
  } finally {
    await tf.setBackend(before);
  }
}

/** Some networks' logits are in the hundreds, and float32 itself is off by 1e-5 of them. */
export async function expectSameLogits(actual: tf.Tensor, expected: Float32Array): Promise<void> {
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  await expectClose(actual, expected, { absolute: Math.max(3e-4, 1.2e-5 * largest), relative: 1e-4 });
}

function expectSame(mask: Uint8Array, expected: Uint8Array): void {
  expect(mask.length).toBe(expected.length);
  expect(mask.filter((label, i) => label !== expected[i]).length).toBeLessThanOrEqual(2);
}

interface Folds {
  val: Record<string, string[]>;
  train_stats: Record<string, Normalization>;
}

/** Call it in a suite that has selected the backend `target`. */
export function testGpuPredictor(target: 'webgl' | 'webgpu'): void {
  it.each(['aaai', 'paper'] as const)('of %s segments as the model does, at any size', async (preset) => {
    const model = await onCpu(() => network({ preset }));
    const predictor = await compile(model, { target });
    expect(predictor.target).toBe(target);
    const cases: [ImageLike, SegmentOptions][] = [
      [slice(40, 33), {}],
      [slice(37, 41, 3), {}],
      [slice(20, 24, 4), { inputSize: 48 }],
      [await onCpu(() => tf.tensor2d(slice(32, 40).data, [40, 32], 'int32')), { inputSize: [32, 48] }],
      [{ ...slice(30, 22), data: Float32Array.from({ length: 660 }, (_, i) => (i % 97) / 97) }, {}],
    ];
    for (const [image, given] of cases) {
      const options = { ...given, normalization };
      const expected = await onCpu(() => segment(model, image, options));
      const actual = await predictor.segment(image, options);
      await expectClose(actual.probabilities as Float32Array, expected.probabilities as Float32Array, {
        absolute: 1e-3,
      });
      const { mask, probabilities } = await predictor.segment(image, { ...options, probabilities: false });
      expect(probabilities).toBeUndefined();
      for (const own of [mask, actual.mask]) expectSame(own, expected.mask);
    }
    predictor.dispose();
    model.dispose();
  });

  it('tells six classes apart in a mask, the lower one of equals', async () => {
    const model = await onCpu(() => network({ preset: 'aaai', classes: 6, inputChannels: 1, seed: 8 }));
    const predictor = await compile(model, { target });
    const { mask } = await predictor.segment(slice(38, 34), { normalization, probabilities: false });
    const expected = await onCpu(() => segment(model, slice(38, 34), { normalization }));
    expect(new Set(expected.mask).size).toBeGreaterThan(2);
    expectSame(mask, expected.mask);
    predictor.dispose();
    model.dispose();
  });

  it.each([2, 11])('computes a batch of %i', async (batch) => {
    const model = await onCpu(() => network());
    const predictor = await compile(model, { target });
    const shape: [number, number, number, number] = [batch, 24, 32, 3];
    const numbers = Float32Array.from(
      { length: batch * 24 * 32 * 3 },
      (_, i) => ((i * 7919) % 401) / 200 - 1,
    );
    const run = () =>
      tf.tidy(() => model.execute(tf.tensor4d(numbers, shape), model.outputs[0].name) as tf.Tensor);
    const expected = await onCpu(() => run().data<'float32'>());
    const actual = await predictor.logits(tf.tensor4d(numbers, shape));
    expect(actual.shape.slice(0, 3)).toEqual(shape.slice(0, 3));
    await expectClose(actual, expected, { absolute: 1e-3 });
    predictor.dispose();
    model.dispose();
  });

  it('refuses images with other colors, and webgl on another backend', async () => {
    const grey = await onCpu(() => network({ preset: 'aaai', inputChannels: 1 }));
    const predictor = await compile(grey, { target });
    await expect(predictor.segment(slice(32, 32, 3), { normalization })).rejects.toSatisfy(refusal('image'));
    predictor.dispose();
    if (target === 'webgl') {
      await onCpu(() => expect(compile(grey, { target })).rejects.toSatisfy(refusal('device')));
    }
    grey.dispose();
  });

  it('stays on its backend when another one is set', async () => {
    const model = await onCpu(() => network());
    const predictor = await compile(model, { target });
    const expected = await predictor.segment(slice(24, 24), { normalization });
    await onCpu(async () => {
      expect(await predictor.segment(slice(24, 24), { normalization })).toEqual(expected);
      const { mask } = await predictor.segment(slice(24, 24), { normalization, probabilities: false });
      expect(mask).toEqual(expected.mask);
    });
    predictor.dispose();
    model.dispose();
  });

  it.skipIf(!sharedAvailable)(
    `gives the published maps, with at most 2 differing pixels in a slice (${SHARED_HINT})`,
    async () => {
      const folds = JSON.parse(new TextDecoder().decode(await readShared('data/ct100/folds.json'))) as Folds;
      const checkpoint = readCheckpoint(await readShared('data/official/miniseg-ct100-fold1.pth'));
      const { model } = await onCpu(() => modelFromCheckpoint(checkpoint));
      const predictor = await compile(model, { target });
      // All twenty are in benchmarks/webgl.mjs: software is slow.
      for (const name of folds.val.fold1.slice(0, 3)) {
        const image = decodePng(await readShared(`data/ct100/images/tr_im_${name}.png`));
        const map = await readShared(`data/official/ct100-fold1-segmaps/tr_im_${name}.png`);
        const published = Uint8Array.from(decodePng(map).data, (grey) => grey / 255);
        const options = { normalization: folds.train_stats.fold1, probabilities: false };
        const { mask } = await predictor.segment(image, options);
        expect(published).toContain(1);
        expectSame(mask, published);
      }
      predictor.dispose();
      model.dispose();
    },
  );
}
