/** Threads for the training kernels. */
import { compileTrainKernels, type TrainKernels } from '@miniseg/kernels';
import { isSharedMemory, TaskPool } from '@miniseg/threads';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { engine, setBackend } from '@tensorflow/tfjs-core';
import { currentEnvironment } from '../environment.js';
import { BackendError } from '../errors.js';
import { importNode } from '../import-node.js';
import { heapOf, memoryOf, poolOf, setPool } from './heap.js';

/** How many threads train, and why not more. */
export interface WasmThreads {
  /** How many work now. */
  threads: number;
  /** Why there are fewer than were asked for. */
  reason?: string;
}

/**
 * Selects the wasm backend and lets the kernels of this module run on several threads, this one included. Results are the
 * same bytes on any number of threads. Threads need a backend whose memory is shared: in Node call this before anything
 * else starts the wasm backend; a page needs cross-origin isolation. Where that is missing one thread works as before.
 *
 * @param threads Default: one for each core.
 * @throws {BackendError} when `threads` is no positive whole number, or wasm cannot be started at all.
 * @example
 * const { threads, reason } = await useWasmThreads(2);
 * if (reason) console.warn(reason);
 */
export async function useWasmThreads(threads?: number): Promise<WasmThreads> {
  if (threads !== undefined && !(Number.isInteger(threads) && threads > 0)) {
    throw new BackendError(
      'invalid-argument',
      `threads is ${threads}; it must be a whole number of at least 1, or nothing for one on each core.`,
    );
  }
  const node = currentEnvironment() === 'node' ? await importNode() : undefined;
  const wanted = threads ?? node?.coreCount() ?? globalThis.navigator?.hardwareConcurrency ?? 1;
  if (wanted > 1 && node && !('wasm' in engine().registry)) node.registerSharedWasm();
  if (!(await setBackend('wasm'))) {
    throw new BackendError('failed', "The backend 'wasm' did not start; useBackend('wasm') says why.");
  }
  const backend = engine().backend as BackendWasm;
  if (wanted === 1) setPool(backend, undefined);
  if (wanted === (poolOf(backend)?.threads ?? 1)) return { threads: wanted };
  const memory = memoryOf(backend);
  if (!memory || !heapOf(backend)) return oneThread(backend, 'this engine has no SIMD');
  if (!isSharedMemory(memory)) {
    return oneThread(
      backend,
      node
        ? 'the wasm backend had started before; call useWasmThreads first'
        : 'the page is not cross-origin isolated, or has one core for tfjs; serve it with COOP and COEP headers',
    );
  }
  try {
    setPool(
      backend,
      await TaskPool.create<TrainKernels>({ module: compileTrainKernels(memory), memory, threads: wanted }),
    );
  } catch (error) {
    return oneThread(backend, (error as Error).message);
  }
  return { threads: wanted };
}

function oneThread(backend: BackendWasm, why: string): WasmThreads {
  setPool(backend, undefined);
  return { threads: 1, reason: `Training runs on one thread: ${why.replace(/\.$/, '')}.` };
}
