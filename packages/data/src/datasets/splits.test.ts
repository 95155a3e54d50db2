import { readShared, SHARED_HINT, sharedAvailable } from '@miniseg/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { publishedFolds } from './published-folds.js';
import { holdOutSplit, kFoldSplits, type Split } from './splits.js';

interface Item {
  id: string;
  group?: string;
  share: number;
}

const dataset = fc
  .array(
    fc.record({
      share: fc.double({ min: 0, max: 0.4, noNaN: true }),
      group: fc.option(fc.nat(30), { nil: undefined }),
    }),
    {
      minLength: 12,
      maxLength: 80,
    },
  )
  .map((entries) =>
    entries.map(
      ({ share, group }, i): Item => ({
        id: `${i}`,
        share,
        ...(group === undefined ? {} : { group: `${group}` }),
      }),
    ),
  )
  .filter((items) => new Set(items.map((item) => item.group ?? `item ${item.id}`)).size >= 6);
const shareOf = (item: Item) => item.share;
const singles = (count: number) =>
  Array.from({ length: count }, (_, i): Item => ({ id: `${i}`, share: ((i * 37) % count) / count }));
const mean = (items: readonly Item[]) => items.reduce((sum, item) => sum + item.share, 0) / items.length;

function expectPartition({ training, validation }: Split<Item>, items: readonly Item[]): void {
  const ids = [...training, ...validation].map((item) => item.id);
  expect(ids.length).toBe(items.length);
  expect(new Set(ids).size).toBe(items.length);
  expect(training.length).toBeGreaterThan(0);
  expect(validation.length).toBeGreaterThan(0);
  const groups = new Set(training.flatMap((item) => item.group ?? []));
  for (const { group } of validation) if (group !== undefined) expect(groups.has(group)).toBe(false);
}

describe('holdOutSplit', () => {
  it('parts every data set without overlap and keeps groups whole', () => {
    fc.assert(
      fc.property(
        dataset,
        fc.integer(),
        fc.double({ min: 0.1, max: 0.9, noNaN: true }),
        (items, seed, trainingShare) => {
          expectPartition(holdOutSplit(items, { seed, trainingShare, shareOf }), items);
        },
      ),
    );
  });

  it('gives 60 and 40 of a hundred, and the same ones for the same seed', () => {
    const items = singles(100);
    const split = holdOutSplit(items, { seed: 5, shareOf });
    expect([split.training.length, split.validation.length]).toEqual([60, 40]);
    expect(holdOutSplit(items, { seed: 5, shareOf })).toEqual(split);
    expect(holdOutSplit(items, { seed: 6, shareOf })).not.toEqual(split);
  });

  it('balances the lesion share far better than chance', () => {
    const items = singles(100);
    for (let seed = 0; seed < 10; seed++) {
      const { training, validation } = holdOutSplit(items, { seed, shareOf });
      expect(Math.abs(mean(training) - mean(validation))).toBeLessThan(0.02);
    }
  });

  it('refuses shares that leave a part empty and too few groups', () => {
    expect(() => holdOutSplit(singles(10), { trainingShare: 1 })).toThrow(/between 0 and 1/);
    const oneGroup = singles(10).map((item) => ({ ...item, group: 'a' }));
    expect(() => holdOutSplit(oneGroup)).toThrow(/10 items in 1 groups for 2 parts/);
  });
});

describe('kFoldSplits', () => {
  it('validates each item once and never trains on a validated group', () => {
    fc.assert(
      fc.property(dataset, fc.integer(), fc.integer({ min: 2, max: 6 }), (items, seed, folds) => {
        const splits = kFoldSplits(items, { seed, folds, shareOf });
        for (const split of splits) expectPartition(split, items);
        const validated = splits.flatMap((split) => split.validation.map((item) => item.id));
        expect(validated.length).toBe(items.length);
        expect(new Set(validated).size).toBe(items.length);
      }),
    );
  });

  it('makes folds of equal size and like lesion share', () => {
    const splits = kFoldSplits(singles(100), { seed: 2, shareOf });
    expect(splits.map((split) => split.validation.length)).toEqual([20, 20, 20, 20, 20]);
    const means = splits.map((split) => mean(split.validation));
    expect(Math.max(...means) - Math.min(...means)).toBeLessThan(0.06);
    expect(() => kFoldSplits(singles(10), { folds: 1 })).toThrow(/folds is 1/);
  });
});

describe('publishedFolds', () => {
  const items = ['a', 'b', 'c', 'd'].map((id) => ({ id, image: `${id}.png` }));

  it('trains on the other folds and leaves out what is in none', () => {
    const [first, second] = publishedFolds(items, { val: { fold1: ['a'], fold2: ['b', 'c'] } });
    expect(first.training.map((item) => item.id)).toEqual(['b', 'c']);
    expect(second.validation.map((item) => item.id)).toEqual(['b', 'c']);
    expect(second.training.map((item) => item.id)).toEqual(['a']);
    expect(publishedFolds(items, { x: ['a'], y: ['b'] })).toHaveLength(2);
  });

  it('refuses unknown ids, ids in two folds, and other structures', () => {
    expect(() => publishedFolds(items, { val: { x: ['a'], y: ['z'] } })).toThrow(/1 ids have no item \(z\)/);
    expect(() => publishedFolds(items, { val: { x: ['a'], y: ['a'] } })).toThrow(/'a' is validated twice/);
    for (const wrong of [null, [], { val: 3 }, { val: { x: ['a'] } }, { val: { x: [1], y: [2] } }]) {
      expect(() => publishedFolds(items, wrong)).toThrow(/give \{"val"/);
    }
  });

  it.skipIf(!sharedAvailable)(
    `reads the folds of CT100: 99 slices, 0048 in none (${SHARED_HINT})`,
    async () => {
      const folds = JSON.parse(new TextDecoder().decode(await readShared('data/ct100/folds.json')));
      const all = Array.from({ length: 100 }, (_, i) => {
        const id = `${i}`.padStart(4, '0');
        return { id, image: `images/tr_im_${id}.png` };
      });
      const splits = publishedFolds(all, folds);
      const validated = new Set(splits.flatMap((split) => split.validation.map((item) => item.id)));
      expect(splits).toHaveLength(5);
      expect(validated.size).toBe(99);
      expect(validated.has('0048')).toBe(false);
      expect(splits[0].training).toHaveLength(79);
    },
  );
});
