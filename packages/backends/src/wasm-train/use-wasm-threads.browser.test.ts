import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { startWasm } from '../../test/start-wasm.js';
import { useWasmThreads } from './index.js';

it('runs on one thread in a page that is not isolated, and says what it takes', async () => {
  expect(globalThis.crossOriginIsolated).toBe(false);
  await startWasm();
  const { threads, reason } = await useWasmThreads(2);
  expect({ threads, reason }).toEqual({ threads: 1, reason: expect.stringMatching(/cross-origin isolated/) });
  expect((await tf.add([1, 2], [3, 4]).data())[1]).toBe(6);
  expect(await useWasmThreads(1)).toEqual({ threads: 1 });
});
