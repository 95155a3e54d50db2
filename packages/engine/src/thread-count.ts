/** How many threads there can be here. */
import { wasmFeatures } from '@miniseg/threads';
import { EngineError } from './errors.js';

/** Beyond this the barriers between the kernels cost more than another thread brings. */
const MOST = 8;

/**
 * @param asked 'auto': as many as there are cores, at most 8; 1 where there is no shared memory.
 * @throws {EngineError} for a number that cannot be had.
 */
export function threadCount(asked: number | 'auto'): number {
  const shared = wasmFeatures().sharedMemory;
  if (asked === 'auto') return shared ? Math.min(cores(), MOST) : 1;
  if (!Number.isInteger(asked) || asked < 1) {
    throw new EngineError(
      'invalid-argument',
      `threads is ${asked}; it must be 'auto' or a whole number of at least 1.`,
    );
  }
  if (asked > 1 && !shared) {
    throw new EngineError(
      'invalid-argument',
      `threads is ${asked}, but there is no shared memory here; use threads: 'auto', or serve the page with ` +
        'Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp.',
    );
  }
  return asked;
}

/**
 * @param asked 'auto': as many as there are cores, at most 8.
 * @throws {EngineError} for a number that cannot be had.
 */
export function workerCount(asked: number | 'auto'): number {
  if (asked === 'auto') return Math.min(cores(), MOST);
  if (!Number.isInteger(asked) || asked < 1) {
    throw new EngineError(
      'invalid-argument',
      `workers is ${asked}; it must be 'auto' or a whole number of at least 1.`,
    );
  }
  return asked;
}

interface ProcessWithModules {
  getBuiltinModule?(name: 'node:os'): { availableParallelism(): number } | undefined;
}

function cores(): number {
  const { process, navigator } = globalThis as {
    process?: ProcessWithModules;
    navigator?: { hardwareConcurrency?: number };
  };
  return (
    process?.getBuiltinModule?.('node:os')?.availableParallelism() ?? navigator?.hardwareConcurrency ?? 1
  );
}
