import { useBackend } from '@miniseg/testkit';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { beforeAll, expect, it } from 'vitest';
import { smallModel } from '../../test/small-run.js';
import { unseededLayers, withSeededLayers } from './random-layers.js';

beforeAll(() => useBackend(globalThis.document ? 'webgl' : 'cpu'));

const model = sequential({
  layers: [
    layers.dropout({ rate: 0.5, inputShape: [8], name: 'first' }),
    layers.dropout({ rate: 0.5, seed: 7, name: 'second' }),
    layers.gaussianNoise({ stddev: 1, name: 'noise' }),
  ],
});

/** The seeds that the layers have while a step runs. */
const seedsAt = (seed: number, step: number) =>
  withSeededLayers(model, seed, step, () =>
    model.layers.slice(0, 2).map((layer) => (layer as unknown as { seed: number }).seed),
  );

it('dropout layers draw by seed, name and step alone, and have their own seed back afterwards', () => {
  const seen = [seedsAt(1, 0), seedsAt(1, 1), seedsAt(2, 0)].flat();
  expect(new Set(seen).size).toBe(6);
  expect(seen.every((seed) => seed > 0)).toBe(true);
  expect(seedsAt(1, 1)).toEqual(seen.slice(2, 4));
  expect(model.layers.map((layer) => (layer as unknown as { seed?: number }).seed)).toEqual([
    undefined,
    7,
    undefined,
  ]);
});

it('heads draw by their own seed and the step', () => {
  const head = smallModel().getLayer('head1') as unknown as { seed: number };
  const { seed } = head;
  const own = smallModel();
  withSeededLayers(own, 1, 42, () => {
    expect(own.getLayer('head1')).toMatchObject({ seed, steps: 42 });
  });
});

it('layers that cannot be seeded are named', () => {
  expect(unseededLayers(model)).toEqual(['noise']);
});
