import { describe, expect, it } from 'vitest';
import { mapInOrder } from './index.js';

const later = <T>(value: T, milliseconds: number) =>
  new Promise<T>((resolve) => setTimeout(() => resolve(value), milliseconds));

async function values<R>(results: AsyncIterable<PromiseSettledResult<R>>): Promise<unknown[]> {
  const seen: unknown[] = [];
  for await (const result of results) {
    seen.push(result.status === 'fulfilled' ? result.value : `failed: ${result.reason.message}`);
  }
  return seen;
}

describe('mapInOrder', () => {
  it('gives results in the order of the items, however long each takes', async () => {
    const items = [30, 1, 20, 0, 10];
    const work = (item: number, index: number) => later(`${index}:${item}`, item);
    expect(await values(mapInOrder(items, work, { ahead: 3 }))).toEqual([
      '0:30',
      '1:1',
      '2:20',
      '3:0',
      '4:10',
    ]);
    expect(await values(mapInOrder([], work, { ahead: 3 }))).toEqual([]);
  });

  it('takes no more from the source than it has room for, and not before', async () => {
    let taken = 0;
    function* source() {
      for (; taken < 50; ) yield taken++;
    }
    const results = mapInOrder(source(), (item) => later(item, 1), { ahead: 4 });
    expect(taken).toBe(0);
    for (let i = 0; i < 10; i++) {
      expect((await results.next()).value).toEqual({ status: 'fulfilled', value: i });
      await later(0, 5);
      expect(taken).toBe(i + 4);
    }
    await results.return();
    expect(taken).toBe(13);
  });

  it('an item that fails, thrown or as a promise of the source, is a result and stops nothing', async () => {
    const items = [Promise.resolve(1), Promise.reject(new Error('no file')), 3, 4];
    const work = (item: number) => {
      if (item === 3) throw new Error('no lung');
      return item;
    };
    expect(await values(mapInOrder(items, work, { ahead: 2 }))).toEqual([
      1,
      'failed: no file',
      'failed: no lung',
      4,
    ]);
  });

  it('when the source fails, what it gave before comes first', async () => {
    async function* source() {
      yield 1;
      yield 2;
      throw new Error('the folder is gone');
    }
    const seen: unknown[] = [];
    const results = mapInOrder(source(), (item) => later(item, 5), { ahead: 4 });
    await expect(
      (async () => {
        for await (const result of results) seen.push(result);
      })(),
    ).rejects.toThrow('the folder is gone');
    expect(seen).toHaveLength(2);
  });

  it('stops at once when it is told to, and tells the source', async () => {
    for (const after of [0, 2]) {
      const stop = new AbortController();
      let closed = false;
      function* source() {
        try {
          for (let i = 0; ; i++) yield i;
        } finally {
          closed = true;
        }
      }
      const work = (item: number) => (item < after ? item : new Promise<number>(() => {}));
      const results = mapInOrder(source(), work, { ahead: 2, signal: stop.signal });
      for (let i = 0; i < after; i++) await results.next();
      const next = results.next();
      setTimeout(() => stop.abort(new Error('enough')), 5);
      await expect(next).rejects.toThrow('enough');
      expect(closed).toBe(true);
      expect((await results.next()).done).toBe(true);
    }
    const stopped = mapInOrder([1], (item) => item, {
      ahead: 1,
      signal: AbortSignal.abort(new Error('before')),
    });
    await expect(stopped.next()).rejects.toThrow('before');
  });
});
