import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { engine } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { networkSteps } from '../../test/network-steps.js';
import { trainingSteps } from '../../test/training-steps.js';
import { BackendError } from '../errors.js';
import { poolOf } from './heap.js';
import { useWasmThreads } from './index.js';

const backend = () => engine().backend as BackendWasm;

it('refuses what is no number of threads', async () => {
  for (const threads of [0, 1.5, Number.NaN]) {
    const error = await useWasmThreads(threads).catch((caught: unknown) => caught);
    expect(BackendError.isInstance(error) && error.message).toMatch(/at least 1/);
  }
});

it('trains both networks to the same bytes on one, two and three threads', async () => {
  expect(await useWasmThreads(2)).toEqual({ threads: 2 });
  const pool = poolOf(backend());
  expect(await useWasmThreads(2)).toEqual({ threads: 2 });
  expect(poolOf(backend())).toBe(pool);
  for (const preset of ['aaai', 'paper'] as const) {
    await useWasmThreads(2);
    const two = await trainingSteps(preset);
    expect(await useWasmThreads(3)).toEqual({ threads: 3 });
    const three = await trainingSteps(preset);
    expect(await useWasmThreads(1)).toEqual({ threads: 1 });
    expect(poolOf(backend())).toBeUndefined();
    expect([two, three]).toEqual([await trainingSteps(preset), two]);
    expect(two.losses.every(Number.isFinite)).toBe(true);
  }
});

it("computes other networks' ops to the same bytes on one and on three threads", async () => {
  await useWasmThreads(3);
  const three = await networkSteps();
  await useWasmThreads(1);
  expect(three).toEqual(await networkSteps());
});

it('ends its threads with the backend', async () => {
  await useWasmThreads(2);
  const old = backend();
  const pool = poolOf(old)!;
  engine().removeBackend('wasm');
  expect(poolOf(old)).toBeUndefined();
  expect(() => pool.run([['add', 0, 0, 0, 0]])).toThrow(/disposed/);
});
