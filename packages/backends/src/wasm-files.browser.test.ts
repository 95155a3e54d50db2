import { engine, getBackend, ones, sum } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { BackendError, selectBackend, useBackend } from './index.js';

it('says that the files of wasm were not found, and goes on with what works', async () => {
  await useBackend('cpu');
  const error = await useBackend('wasm', { wasmPath: '/nowhere/', timeout: 5000 }).catch((caught) => caught);
  expect(BackendError.isInstance(error)).toBe(true);
  expect(error.code).toBe('failed');
  expect(error.message).toMatch(/'wasm' did not start on this machine: .*wasm/);
  expect(getBackend()).toBe('cpu');
  expect(engine().backendNames()).not.toContain('wasm');
  expect((await sum(ones([3])).data())[0]).toBe(3);

  const { chosen, candidates } = await selectBackend({ allow: ['wasm', 'cpu'], timeout: 1000, quiet: true });
  expect(chosen).toBe('cpu');
  expect(candidates.find(({ name }) => name === 'wasm')).toMatchObject({ status: 'failed' });
});
