import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compose } from '../augment/compose.js';
import { randomFlip } from '../augment/geometric.js';
import { gaussianNoise } from '../augment/photometric.js';
import { type Batch, type BatchOptions, BatchSource } from './batch-source.js';
import type { LoadSample } from './sample-keys.js';

const load: LoadSample = ({ index }) => ({
  width: 2,
  height: 2,
  channels: 1,
  image: Float32Array.of(index, index + 0.25, index + 0.5, index + 0.75),
  mask: Uint8Array.of(index % 2, 0, 0, 1),
});
const augment = compose([randomFlip({ vertical: 0.5 }), gaussianNoise()]);

async function collect(batches: AsyncIterable<Batch>, limit = Number.POSITIVE_INFINITY): Promise<Batch[]> {
  const result: Batch[] = [];
  if (limit === 0) return result;
  for await (const batch of batches) {
    result.push(batch);
    if (result.length === limit) break;
  }
  return result;
}

const options = fc.record({
  count: fc.integer({ min: 1, max: 13 }),
  batchSize: fc.integer({ min: 1, max: 5 }),
  seed: fc.integer(),
  shuffle: fc.boolean(),
  prefetch: fc.integer({ min: 0, max: 4 }),
});

describe('BatchSource', () => {
  it('visits every item once an epoch', async () => {
    await fc.assert(
      fc.asyncProperty(options, async (given) => {
        const source = new BatchSource({ ...given, load });
        const batches = await collect(source.epoch(3));
        expect(batches).toHaveLength(source.batchesPerEpoch);
        const indices = batches.flatMap((batch) => batch.indices);
        expect(indices).toEqual(source.order(3));
        expect([...indices].sort((a, b) => a - b)).toEqual(Array.from({ length: given.count }, (_, i) => i));
        for (const { shape, images, masks, indices: own } of batches) {
          expect(shape).toEqual([own.length, 2, 2, 1]);
          own.forEach((index, n) => {
            expect(images[n * 4]).toBe(index);
            expect(masks?.[n * 4]).toBe(index % 2);
          });
        }
      }),
      { numRuns: 40 },
    );
  });

  it('resumed anywhere it continues exactly as the run that was not interrupted', async () => {
    await fc.assert(
      fc.asyncProperty(options, fc.nat(20), fc.integer({ min: 0, max: 4 }), async (given, stop, prefetch) => {
        const whole = await collect(new BatchSource({ ...given, load, augment }).run({ epochs: 3 }));
        const first = await collect(new BatchSource({ ...given, load, augment }).run({ epochs: 3 }), stop);
        const state = first.at(-1)?.next;
        const from = state ? { from: JSON.parse(JSON.stringify(state)) } : {};
        // Another prefetch makes no difference.
        const rest = await collect(
          new BatchSource({ ...given, prefetch, load, augment }).run({ epochs: 3, ...from }),
        );
        expect([...first, ...rest]).toEqual(whole);
      }),
      { numRuns: 40 },
    );
  });

  it('does not depend on which sample is loaded first', async () => {
    const slow: LoadSample = async (keys) => {
      await new Promise((resolve) => setTimeout(resolve, (keys.index * 7) % 5));
      return load(keys);
    };
    const base = { count: 9, batchSize: 2, seed: 4, augment };
    const fast = await collect(new BatchSource({ ...base, load, prefetch: 0 }).run({ epochs: 2 }));
    expect(await collect(new BatchSource({ ...base, load: slow, prefetch: 4 }).run({ epochs: 2 }))).toEqual(
      fast,
    );
  });

  it('orders and augments each epoch differently, unless told not to shuffle', async () => {
    const source = new BatchSource({ count: 20, load, seed: 1 });
    expect(source.order(0)).not.toEqual(source.order(1));
    expect(new BatchSource({ count: 3, load, shuffle: false }).order(7)).toEqual([0, 1, 2]);
    const still = new BatchSource({ count: 1, load, augment: gaussianNoise() });
    const [a, b] = await collect(still.run({ epochs: 2 }));
    expect(a.images).not.toEqual(b.images);
  });

  it('loads no more than the batch in use and those ahead', async () => {
    let loaded = 0;
    const counting: LoadSample = (keys) => {
      loaded++;
      return load(keys);
    };
    const source = new BatchSource({ count: 100, batchSize: 5, load: counting, prefetch: 2 });
    let seen = 0;
    for await (const _ of source.epoch(0)) {
      seen++;
      await new Promise((resolve) => setTimeout(resolve, 1));
      expect(loaded).toBeLessThanOrEqual((seen + 2) * 5);
      if (seen === 4) break;
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(loaded).toBeLessThanOrEqual(30);
  });

  it('drops a last batch that is not full when told to', async () => {
    const source = new BatchSource({ count: 11, batchSize: 5, load, dropLast: true });
    expect(source.batchesPerEpoch).toBe(2);
    expect((await collect(source.epoch(0))).map((batch) => batch.indices.length)).toEqual([5, 5]);
    expect(() => new BatchSource({ count: 3, batchSize: 5, load, dropLast: true })).toThrow(
      /no full batch of 5/,
    );
  });

  it('passes on an error of the loader at the batch it belongs to', async () => {
    const failing: LoadSample = (keys) => {
      if (keys.index === 5) throw new Error('disk gone');
      return load(keys);
    };
    const source = new BatchSource({ count: 8, batchSize: 2, load: failing, shuffle: false, prefetch: 3 });
    const seen: number[] = [];
    await expect(async () => {
      for await (const batch of source.epoch(0)) seen.push(...batch.indices);
    }).rejects.toThrow('disk gone');
    expect(seen).toEqual([0, 1, 2, 3]);
  });

  it('refuses samples that do not stack, odd sizes, and a state of another run', async () => {
    const odd: LoadSample = ({ index }) => ({
      width: index + 1,
      height: 1,
      channels: 1,
      image: new Float32Array(index + 1),
    });
    await expect(collect(new BatchSource({ count: 2, load: odd }).epoch(0))).rejects.toThrow(
      /crop or resize to one size/,
    );
    const half: LoadSample = (keys) => {
      const { mask, ...rest } = load(keys) as Awaited<ReturnType<LoadSample>>;
      return keys.index === 0 ? rest : { ...rest, mask };
    };
    await expect(collect(new BatchSource({ count: 2, load: half }).epoch(0))).rejects.toThrow(
      /give all or none/,
    );
    for (const wrong of [{ count: 0 }, { batchSize: 1.5 }, { prefetch: -1 }]) {
      const bad = { count: 4, load, ...wrong } as BatchOptions;
      expect(() => new BatchSource(bad)).toThrow(/give an integer from/);
    }
    const state = { epoch: 0, batch: 1, seed: 9, count: 4, batchSize: 5 };
    expect(() => new BatchSource({ count: 4, load }).run({ epochs: 1, from: state })).toThrow(
      /seed 9, this source 0/,
    );
  });
});
