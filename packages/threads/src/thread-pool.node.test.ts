import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { ThreadPool } from './index.js';

/** Sections of a module with `count(base, begin, end, thread)`, which adds 1 to each word, and `trap`. */
const MODULE = Uint8Array.from([
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...[1, 8, 1, 0x60, 4, 0x7f, 0x7f, 0x7f, 0x7f, 0],
  // The memory: shared, from 1 to 65,536 pages.
  ...[2, 18, 1, 3, 0x65, 0x6e, 0x76, 6, 0x6d, 0x65, 0x6d, 0x6f, 0x72, 0x79, 2, 3, 1, 0x80, 0x80, 4],
  ...[3, 3, 2, 0, 0],
  ...[7, 16, 2, 5, 0x63, 0x6f, 0x75, 0x6e, 0x74, 0, 0, 4, 0x74, 0x72, 0x61, 0x70, 0, 1],
  ...[10, 55, 2, 49, 0, 2, 0x40, 3, 0x40, 0x20, 1, 0x20, 2, 0x4e, 0x0d, 1],
  ...[0x20, 0, 0x20, 1, 0x41, 4, 0x6c, 0x6a, 0x20, 0, 0x20, 1, 0x41, 4, 0x6c, 0x6a, 0x28, 2, 0],
  ...[0x41, 1, 0x6a, 0x36, 2, 0, 0x20, 1, 0x41, 1, 0x6a, 0x21, 1, 0x0c, 0, 0x0b, 0x0b, 0x0b],
  ...[3, 0, 0, 0x0b],
]);

const setup = async (threads: number) => {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true });
  const module = new WebAssembly.Module(MODULE);
  return { words: new Int32Array(memory.buffer), pool: await ThreadPool.create({ module, memory, threads }) };
};

describe('ThreadPool', () => {
  // A thread that is slow to leave one list's last barrier must not go on in the next one.
  it('keeps lists apart that follow each other at once, of any length', async () => {
    const { words, pool } = await setup(3);
    const lists = [1, 9, 2, 30].map((calls) =>
      pool.prepare(Array.from({ length: calls }, () => ({ kernel: 'count', args: [64], begin: 0, end: 8 }))),
    );
    for (let round = 0; round < 200; round++) pool.run(lists[round % 4]);
    expect(Array.from(words.subarray(16, 24))).toEqual(Array(8).fill(50 * 42));
    pool.dispose();
  }, 60_000);

  it.each([1, 2, 4])('visits every index of every call exactly once, with %i threads', async (threads) => {
    const { words, pool } = await setup(threads);
    const ranges = [
      [0, 1000],
      [5, 6],
      [7, 7],
      [990, 1003],
      [0, 3],
    ];
    const list = pool.prepare(
      ranges.map(([begin, end]) => ({ kernel: 'count', args: [64], begin, end, grain: 2 })),
    );
    for (let round = 1; round <= 200; round++) pool.run(list);
    const expected = (i: number) => 200 * ranges.filter(([begin, end]) => i >= begin && i < end).length;
    for (let i = 0; i < 1010; i++) expect(words[16 + i]).toBe(expected(i));
    pool.dispose();
  });

  it('says that a kernel trapped, and works on afterwards', async () => {
    const { words, pool } = await setup(2);
    const bad = pool.prepare([{ kernel: 'trap', args: [0], begin: 0, end: 10 }]);
    const good = pool.prepare([{ kernel: 'count', args: [0], begin: 0, end: 10 }]);
    expect(() => pool.run(bad)).toThrow(/trapped/);
    pool.run(good);
    expect([...words.subarray(0, 11)]).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0]);
    pool.dispose();
    pool.dispose();
    expect(() => pool.run(good)).toThrow(/disposed/);
  });

  it('refuses unknown kernels, memory that is not shared, and no threads', async () => {
    const { pool } = await setup(1);
    expect(() => pool.prepare([{ kernel: 'sum', args: [], begin: 0, end: 1 }])).toThrow(/count, trap/);
    pool.dispose();
    const module = new WebAssembly.Module(MODULE);
    const memory = new WebAssembly.Memory({ initial: 1 });
    await expect(ThreadPool.create({ module, memory, threads: 2 })).rejects.toThrow(/shared/);
    await expect(ThreadPool.create({ module, memory, threads: 0 })).rejects.toThrow(/threads is 0/);
  });

  it('keeps no process alive', () => {
    const main = `
      const { ThreadPool } = await import(${JSON.stringify(new URL('../dist/index.js', import.meta.url).href)});
      const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true });
      const module = new WebAssembly.Module(Uint8Array.from([${MODULE}]));
      const pool = await ThreadPool.create({ module, memory, threads: 3 });
      pool.run(pool.prepare([{ kernel: 'count', args: [0], begin: 0, end: 100 }]));
      console.log(new Int32Array(memory.buffer)[99]);`;
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', main], {
      encoding: 'utf8',
      timeout: 60_000,
    });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '1\n', stderr: '' });
  });
});
