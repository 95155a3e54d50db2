import { describe, expect, it } from 'vitest';
import { Batches } from './batches.js';

/** Runs end when they are told to. */
function held() {
  const runs: { items: number[]; end(fails?: Error): void }[] = [];
  const batches = new Batches<number, number>(
    (items) =>
      new Promise((resolve, reject) => {
        runs.push({
          items,
          end: (fails) => (fails ? reject(fails) : resolve(items.map((item) => item * 10))),
        });
      }),
  );
  return { runs, add: (item: number, key = 'a') => batches.add({ key, most: 3, item }) };
}

const turn = () => new Promise((resolve) => setTimeout(resolve));

describe('slices that wait for the device', () => {
  it('run together with those of their kind, at most so many, two runs at a time', async () => {
    const { runs, add } = held();
    const results = [1, 2, 3, 4].map((item) => add(item));
    const other = add(9, 'b');
    await turn();
    expect(runs.map(({ items }) => items)).toEqual([[1, 2, 3], [4]]);
    runs[0].end();
    expect(await Promise.all(results.slice(0, 3))).toEqual([10, 20, 30]);
    await turn();
    expect(runs[2].items).toEqual([9]);
    runs[1].end();
    runs[2].end();
    expect(await results[3]).toBe(40);
    expect(await other).toBe(90);
  });

  it('fail with their run alone', async () => {
    const { runs, add } = held();
    const [first, second] = [add(1), add(2, 'b')];
    await turn();
    runs[0].end(new Error('gone'));
    runs[1].end();
    await expect(first).rejects.toThrow('gone');
    expect(await second).toBe(20);
    const third = add(3);
    await turn();
    runs[2].end();
    expect(await third).toBe(30);
  });
});
