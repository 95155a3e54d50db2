import { engine, getBackend, ones, sum } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { selectBackend, useBackend } from './index.js';

// In a file of its own: once registered, training kernels stay.
it('leaves no backend in use when the only one is of no use, and tries it again when asked', async () => {
  const only = { allow: ['wasm'], train: true, repair: false, quiet: true } as const;
  await expect(selectBackend(only)).rejects.toThrow(
    /No backend can be used for training\. .*Conv2DBackpropFilter/,
  );
  expect(engine().backendName).toBeFalsy();
  expect(engine().backendNames()).not.toContain('wasm');
  await expect(selectBackend(only)).rejects.toThrow(/Conv2DBackpropFilter/);
});

it('passes over a backend that cannot train, and says what it lacks', async () => {
  await useBackend('cpu');
  const { chosen, candidates } = await selectBackend({
    prefer: ['wasm', 'cpu'],
    allow: ['wasm', 'cpu'],
    train: true,
    repair: false,
    quiet: true,
  });
  expect(chosen).toBe('cpu');
  expect(candidates.find(({ name }) => name === 'wasm')).toMatchObject({
    status: 'wrong',
    reason: expect.stringMatching(/^It cannot train here: conv2d, 3x3: gradient: .*Conv2DBackpropFilter/),
  });
  expect(getBackend()).toBe('cpu');
  expect((await sum(ones([2])).data())[0]).toBe(2);
});
