import { expect, it } from 'vitest';
import type { LabeledSlice } from '../../dataset/slice.js';
import { type SourceSettings, trainingSource } from './training-source.js';

const SETTINGS: SourceSettings = { size: 32, scales: [1, 0.5], augmentation: 'none', batchSize: 2, seed: 3 };
const slice = (index: number): LabeledSlice => ({
  id: String(index),
  width: 32,
  height: 32,
  grey: new Uint8Array(32 * 32).fill(51 * index),
  labels: new Uint8Array(32 * 32).fill(index % 2),
});
const source = (more: Partial<SourceSettings> = {}) =>
  trainingSource(5, async (index) => slice(index), { mean: 0.4, std: 0.2 }, { ...SETTINGS, ...more });

async function batches(epoch: number, start?: number, more?: Partial<SourceSettings>) {
  const found = [];
  for await (const batch of source(more).epoch(epoch, start)) found.push(batch);
  return found;
}

it('an epoch passes all slices at each scale, in full batches, each pass in an order of its own', async () => {
  const all = await batches(0);
  expect(source().batchesPerEpoch).toBe(4);
  expect(all.map(({ shape }) => shape)).toEqual([
    [2, 32, 32, 3],
    [2, 32, 32, 3],
    [2, 16, 16, 3],
    [2, 16, 16, 3],
  ]);
  const order = all.map(({ indices }) => indices);
  expect(order.slice(0, 2)).not.toEqual(order.slice(2));
  expect(new Set(order.slice(0, 2).flat()).size).toBe(4);
});

it('grey becomes (grey / 255 - mean) / std in three equal channels, labels stay', async () => {
  for (const { indices, images, masks, shape } of await batches(1)) {
    const pixels = shape[1] * shape[2];
    for (const [place, index] of indices.entries()) {
      const own = images.subarray(3 * pixels * place, 3 * pixels * (place + 1));
      for (const value of own) expect(value).toBeCloseTo((0.2 * index - 0.4) / 0.2, 5);
      expect(new Set(masks?.subarray(pixels * place, pixels * (place + 1)))).toEqual(new Set([index % 2]));
    }
  }
});

it('the rest of an epoch is what it would have been, augmentation and all', async () => {
  for (const augmentation of ['reference', 'paper', 'strong'] as const) {
    const whole = await batches(2, 0, { augmentation });
    expect(await batches(2, 1, { augmentation })).toEqual(whole.slice(1));
    expect(whole[0].shape).toEqual([2, 32, 32, 3]);
  }
});

it('fewer slices than a batch are refused', () => {
  expect(() => source({ batchSize: 6 })).toThrow(/5 training slices, and a batch has 6\./);
});
