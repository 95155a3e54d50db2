import { expect, it } from 'vitest';
import { compileTrainKernels, KernelsError } from '../../kernels/src/index.js';
import {
  decodeBase64,
  mapInOrder,
  shareMemory,
  shareOwnMemory,
  spawnWorker,
  TaskPool,
  ThreadPool,
  ThreadsError,
} from './index.js';

const memory = () => new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true });
const GARBAGE: unknown[] = [undefined, null, 'text', 3, {}, [], true];
const ENTRIES: [string, (given: never) => unknown][] = [
  ['TaskPool.create', (options) => TaskPool.create(options)],
  ['ThreadPool.create', (options) => ThreadPool.create(options)],
  ['a module', (module) => TaskPool.create({ module, memory: memory(), threads: 2 })],
  [
    'a memory',
    (given) => ThreadPool.create({ module: compileTrainKernels(memory()), memory: given, threads: 1 }),
  ],
  ['shareMemory', shareMemory],
  ['shareOwnMemory', shareOwnMemory],
  ['spawnWorker', (source) => spawnWorker(source)],
  ['mapInOrder', (options) => mapInOrder([1], (one) => one, options).next()],
];

it.each(ENTRIES)('%s answers what it cannot use with its own error', async (_name, call) => {
  for (const given of GARBAGE) {
    const answer = await Promise.resolve()
      .then(() => call(given as never))
      .catch((error: unknown) => error);
    expect(ThreadsError.isInstance(answer), `${String(given)}: ${answer}`).toBe(true);
  }
});

it('text that is no base64 and sources that cannot be iterated are refused', async () => {
  expect(() => decodeBase64('%')).toThrow(ThreadsError);
  for (const source of [undefined, null, 3, {}]) {
    const results = mapInOrder(source as never, (one) => one, { ahead: 1 });
    await expect(results.next()).rejects.toThrow(ThreadsError);
  }
});

it('a misspelled option is refused with the name that was meant', async () => {
  const options = { module: compileTrainKernels(memory()), memory: memory(), thread: 2 };
  await expect(TaskPool.create(options as never)).rejects.toThrow(/Did you mean 'threads'/);
  await expect(ThreadPool.create(options as never)).rejects.toThrow(/Did you mean 'threads'/);
  await expect(mapInOrder([1], (one) => one, { ahed: 1 } as never).next()).rejects.toThrow(
    /Did you mean 'ahead'/,
  );
});

it('kernels answer what is no memory with their own error', () => {
  for (const given of GARBAGE) {
    expect(() => compileTrainKernels(given as never)).toThrow(KernelsError);
  }
});
