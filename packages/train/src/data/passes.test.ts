import { expect, it } from 'vitest';
import { smallData, squareLoader } from '../../test/small-run.js';
import { passes, referencePasses, TrainError } from '../index.js';

async function sizes(source: ReturnType<typeof smallData>, start = 0): Promise<string[]> {
  const result: string[] = [];
  for await (const { shape, indices } of source.epoch(1, start)) result.push(`${shape[1]}: ${indices}`);
  return result;
}

it('an epoch goes through all batches of one pass, then of the next, from any batch on', async () => {
  const whole = await sizes(smallData());
  expect(whole.map((line) => line.slice(0, 2))).toEqual(['16', '16', '16', '12', '12', '12']);
  for (let start = 0; start <= 6; start++)
    expect(await sizes(smallData(), start)).toEqual(whole.slice(start));
  expect(smallData().order?.(1)).toHaveLength(10);
});

it('the reference recipe passes four scales in full batches, each in an order of its own', async () => {
  const scales: number[] = [];
  const data = referencePasses({
    count: 7,
    size: 16,
    batchSize: 3,
    seed: 1,
    load: ({ size, scale }) => {
      scales.push(scale);
      return squareLoader(size);
    },
  });
  expect(scales).toEqual([1.5, 1.25, 0.75, 1]);
  expect(data.batchesPerEpoch).toBe(8);
  const lines = await sizes(data);
  expect(lines.map((line) => line.slice(0, 2))).toEqual(['24', '24', '20', '20', '12', '12', '16', '16']);
  expect(new Set(lines.map((line) => line.slice(4))).size).toBe(8);
});

it('no sources, fewer items than a batch and impossible scales are refused', () => {
  const load = () => squareLoader(16);
  expect(() => passes([])).toThrow(/give at least one/);
  expect(() => referencePasses({ count: 4, load })).toThrow(/4 items.*batch size is 5.*smaller batch/);
  expect(() => referencePasses({ count: 9, load, scales: [1, 0] })).toThrow(TrainError);
});
