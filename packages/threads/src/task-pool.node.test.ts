import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { compileTrainKernels } from '../../kernels/src/index.js';
import { TaskPool } from './task-pool.js';

async function setup(threads: number) {
  const memory = new WebAssembly.Memory({ initial: 16, maximum: 65536, shared: true });
  const pool = await TaskPool.create({ module: compileTrainKernels(memory), memory, threads });
  return { memory, pool };
}

describe('TaskPool', () => {
  it.each([2, 4])('runs every task of every list exactly once, with %i threads', async (threads) => {
    const { memory, pool } = await setup(threads);
    const numbers = new Float32Array(memory.buffer, 0, 4096);
    numbers.fill(1, 2048);
    // Each adds 1 to four numbers; lists of one task and lists that are longer than the pool's room among them.
    const tasks = (count: number) =>
      Array.from({ length: count }, (_, i) => ['add', 16 * (i % 512), 8192, 16 * (i % 512), 4] as const);
    for (let round = 0; round < 500; round++) pool.run(tasks(1 + (round % 512)));
    const expected = (i: number) =>
      Array.from({ length: 500 }, (_, r) => 1 + (r % 512)).filter((n) => n > i).length;
    for (let i = 0; i < 2048; i++) expect(numbers[i]).toBe(expected(i >> 2));
    const before = numbers[0];
    for (let start = 0; start < 2048; start += 512) pool.run(tasks(512));
    expect(numbers[0]).toBe(before + 4);
    pool.run([]);
    pool.dispose();
  });

  it('works off lists that are longer than its room', async () => {
    const { memory, pool } = await setup(2);
    const numbers = new Float32Array(memory.buffer, 0, 16384);
    numbers[16000] = 1;
    pool.run(Array.from({ length: 3000 }, (_, i) => ['add', 4 * i, 64000, 4 * i, 1] as const));
    expect(numbers.subarray(0, 3000).every((value) => value === 1)).toBe(true);
    expect(numbers[3000]).toBe(0);
    pool.dispose();
  });

  it('has threads that work on a memory that grew after they started', async () => {
    const { memory, pool } = await setup(2);
    const end = memory.buffer.byteLength;
    memory.grow(64);
    const numbers = new Float32Array(memory.buffer, end);
    numbers.fill(2);
    const tasks = Array.from(
      { length: 64 },
      (_, i) => ['scale', end + 4096 * i, 3, end + 4096 * i, 1024] as const,
    );
    for (let round = 0; round < 50; round++) {
      numbers.fill(2);
      pool.run(tasks);
      expect(numbers.subarray(0, 65536).every((value) => value === 6)).toBe(true);
    }
    pool.dispose();
  });

  it('says that a kernel trapped, and works on afterwards', async () => {
    const { memory, pool } = await setup(2);
    const beyond = memory.buffer.byteLength;
    expect(() => pool.run(Array.from({ length: 8 }, () => ['add', beyond, 0, 0, 4] as const))).toThrow(
      /trapped/,
    );
    new Float32Array(memory.buffer)[4] = 5;
    pool.run([['add', 16, 16, 32, 1]]);
    expect(new Float32Array(memory.buffer)[8]).toBe(10);
    pool.dispose();
    pool.dispose();
    expect(() => pool.run([['add', 0, 0, 0, 1]])).toThrow(/disposed/);
  });

  it('refuses unknown kernels and too few threads', async () => {
    const { memory, pool } = await setup(2);
    expect(() => pool.run([['sum', 1]])).toThrow(/no kernel 'sum'/);
    pool.dispose();
    const module = compileTrainKernels(memory);
    await expect(TaskPool.create({ module, memory, threads: 1 })).rejects.toThrow(/threads is 1/);
  });

  it('keeps no process alive', () => {
    const url = (name: string) =>
      JSON.stringify(new URL(`../../${name}/dist/index.js`, import.meta.url).href);
    const main = `
      const { TaskPool } = await import(${url('threads')});
      const { compileTrainKernels } = await import(${url('kernels')});
      const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true });
      const pool = await TaskPool.create({ module: compileTrainKernels(memory), memory, threads: 3 });
      new Float32Array(memory.buffer)[0] = 4;
      pool.run([['add', 0, 0, 16, 1], ['add', 0, 0, 20, 1]]);
      console.log(new Float32Array(memory.buffer)[5]);`;
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', main], {
      encoding: 'utf8',
      timeout: 60_000,
    });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '8\n', stderr: '' });
  });
});
