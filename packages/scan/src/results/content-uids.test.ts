import { expect, it } from 'vitest';
import { contentUids } from './content-uids.js';

const take = async (about: string, data: Uint8Array) => {
  const uid = (await contentUids(about, data)) as () => string;
  return Array.from({ length: 50 }, uid);
};

it('equal content gives equal identifiers, and every one of them is another UUID of version 8', async () => {
  const first = await take('study|1', Uint8Array.of(1, 2, 3));
  expect(await take('study|1', Uint8Array.of(1, 2, 3))).toEqual(first);
  expect(new Set(first).size).toBe(50);
  for (const uid of first) {
    expect(uid).toMatch(/^2\.25\.[1-9]\d{0,38}$/);
    const bits = BigInt(uid.slice(5));
    expect([(bits >> 76n) & 0xfn, (bits >> 62n) & 3n]).toEqual([8n, 2n]);
  }
});

it('other labels, and other words about them, give others', async () => {
  const all = await Promise.all([
    take('study|1', Uint8Array.of(1, 2, 3)),
    take('study|1', Uint8Array.of(1, 2, 4)),
    take('study|2', Uint8Array.of(1, 2, 3)),
  ]);
  expect(new Set(all.flat()).size).toBe(150);
});
