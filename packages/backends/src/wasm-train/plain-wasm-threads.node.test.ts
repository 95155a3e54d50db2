import { setBackend } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { trainingSteps } from '../../test/training-steps.js';
import { useWasmThreads } from './index.js';

// In a file of its own: the backend starts once.
it('says why there is one thread where wasm had started on a memory of its own, and trains to the bytes of two', async () => {
  await setBackend('wasm');
  const { threads, reason } = await useWasmThreads(2);
  expect({ threads, reason }).toEqual({ threads: 1, reason: expect.stringMatching(/started before/) });
  const before = await trainingSteps('aaai');
  expect(await useWasmThreads(1)).toEqual({ threads: 1 });
  expect(await trainingSteps('aaai')).toEqual(before);
});
