/** Calls of `@miniseg/threads` that work. */
import * as threads from '@miniseg/threads';
import type { Entries, PackageEntries } from './walk-entries.js';

/**
 * What `clang` makes of a module that imports `env.memory`, of at least one page and not shared, and exports `add`, which does
 * nothing with four numbers.
 */
const MODULE = Uint8Array.from([
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  // Types: a function of four 32-bit integers.
  ...[1, 8, 1, 0x60, 4, 0x7f, 0x7f, 0x7f, 0x7f, 0],
  // Imports: env.memory.
  ...[2, 15, 1, 3, 0x65, 0x6e, 0x76, 6, 0x6d, 0x65, 0x6d, 0x6f, 0x72, 0x79, 2, 0, 1],
  // One function of that type, exported as add, with an empty body.
  ...[3, 2, 1, 0, 7, 7, 1, 3, 0x61, 0x64, 0x64, 0, 0, 10, 4, 1, 2, 0, 0x0b],
]);
/** The same with a memory of its own, of 1 to 16 pages. */
const OWN_MEMORY = Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 5, 4, 1, 1, 1, 16]);
const module = () => new WebAssembly.Module(threads.shareMemory(MODULE.slice()));
const memory = () => new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true });
const team = (count: number) => ({ module: module(), memory: memory(), threads: count });
const withPool = async <Pool extends { dispose(): void }>(
  pool: Promise<Pool>,
  use: (pool: Pool) => unknown = () => undefined,
) => {
  const made = await pool;
  try {
    return await use(made);
  } finally {
    made.dispose();
  }
};
const source = () => ({
  main: (_data: unknown, _tools: unknown, post: (message: unknown) => void) => post('ready'),
  tools: {},
  data: 1,
});

const entries: Entries = {
  decodeBase64: { valid: () => ['AAAA'], fine: { 0: 'text' } },
  // Asks whether something is such a memory.
  isSharedMemory: { valid: () => [memory()], fine: { 0: 'undefined null text number object array' } },
  mapInOrder: {
    valid: () => [[1, 2], (item: number) => item, { ahead: 1 }],
    call: async (...given: Parameters<typeof threads.mapInOrder>) => {
      for await (const _ of threads.mapInOrder(...given));
    },
    fine: { 0: 'array text' },
  },
  shareMemory: { valid: () => [MODULE.slice()] },
  shareOwnMemory: { valid: () => [OWN_MEMORY.slice()] },
  spawnWorker: {
    valid: () => [source(), {}],
    call: async (...given: Parameters<typeof threads.spawnWorker>) => {
      (await threads.spawnWorker(...given)).terminate();
    },
    fine: { 1: 'undefined object' },
  },
  ThreadPool: {
    valid: () => [team(2)],
    call: (options) => withPool(threads.ThreadPool.create(options)),
  },
  'ThreadPool.prepare': {
    valid: () => [[{ kernel: 'add', args: [1], begin: 0, end: 1 }]],
    call: (calls) => withPool(threads.ThreadPool.create(team(1)), (pool) => pool.prepare(calls)),
    fine: { 0: 'array' },
  },
  'ThreadPool.run': {
    valid: () => ['prepared'],
    call: (list: unknown) =>
      withPool(threads.ThreadPool.create(team(1)), (pool) =>
        pool.run(list === 'prepared' ? pool.prepare([]) : (list as threads.WorkList)),
      ),
  },
  TaskPool: { valid: () => [team(2)], call: (options) => withPool(threads.TaskPool.create(options)) },
  'TaskPool.run': {
    valid: () => [[['add', 1, 2, 3, 4]]],
    call: (tasks) => withPool(threads.TaskPool.create(team(2)), (pool) => pool.run(tasks)),
    fine: { 0: 'array' },
  },
  wasmFeatures: { valid: () => [] },
};

export const THREADS: PackageEntries = { entries, brands: [Symbol.for('@miniseg/threads.error')] };
