import { expect, it, vi } from 'vitest';
import { SliceCache } from './slice-cache.js';

const settled = () => new Promise((resolve) => setTimeout(resolve));

it('fetches a slice once, tells when it came, and has it then', async () => {
  const fetch = vi.fn(async (slice: number) => `slice ${slice}`);
  const arrived = vi.fn();
  const cache = new SliceCache(fetch, arrived);
  expect(cache.get(3)).toBeUndefined();
  expect(cache.get(3)).toBeUndefined();
  await settled();
  expect(cache.get(3)).toBe('slice 3');
  expect(fetch).toHaveBeenCalledTimes(1);
  expect(arrived).toHaveBeenCalledTimes(1);
});

it('lets the slice go that was looked at longest ago', async () => {
  const fetch = vi.fn(async (slice: number) => slice);
  const cache = new SliceCache(fetch, () => {}, 2);
  for (const slice of [1, 2]) cache.ask(slice);
  await settled();
  cache.get(1);
  cache.ask(3);
  await settled();
  expect([cache.get(1), cache.get(3)]).toEqual([1, 3]);
  expect(cache.get(2)).toBeUndefined();
});

it('a slice that failed can be asked for again', async () => {
  const fetch = vi.fn().mockRejectedValueOnce(new Error('closed')).mockResolvedValue(7);
  const cache = new SliceCache<number>(fetch, () => {});
  cache.ask(0);
  await settled();
  cache.ask(0);
  await settled();
  expect(cache.get(0)).toBe(7);
});

it('what was asked for before everything was forgotten does not come back', async () => {
  let answer: (value: string) => void = () => {};
  const cache = new SliceCache<string>(
    () => new Promise((resolve) => (answer = resolve)),
    () => {},
  );
  cache.ask(0);
  cache.forget();
  answer('of the input before');
  await settled();
  expect(cache.get(0)).toBeUndefined();
});
