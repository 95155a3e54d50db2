import { getBackend, ones, sum } from '@tensorflow/tfjs-core';
import { afterEach, expect, it, vi } from 'vitest';
import { BackendError, type BackendName, useBackend } from './index.js';

afterEach(() => vi.restoreAllMocks());

it('the named backend computes afterwards', async () => {
  for (const name of ['cpu', 'wasm'] as const) {
    expect(await useBackend(name)).toBe(name);
    expect(getBackend()).toBe(name);
    expect((await sum(ones([3])).data())[0]).toBe(3);
  }
});

it('the first of several that starts is taken', async () => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  // No WebGL in Node.
  expect(await useBackend(['webgl', 'wasm', 'cpu'])).toBe('wasm');
});

it('an unknown name is refused with the names that there are', async () => {
  const error = await useBackend('metal' as BackendName).catch((caught) => caught);
  expect(BackendError.isInstance(error)).toBe(true);
  expect(error.message).toMatch(/'metal' is no backend; .*cpu, wasm, webgl/);
});

it('when none starts, the error says why for each', async () => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  await expect(useBackend(['webgl', 'metal' as BackendName])).rejects.toThrow(
    /webgl.*needs a browser.*metal/s,
  );
});
