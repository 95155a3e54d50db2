/** Loads, selects and starts a tfjs backend. Libraries never do this; apps call it once. */
import { findBackendFactory, ready, setBackend } from '@tensorflow/tfjs-core';
import { BackendError } from './errors.js';

export type BackendName = 'cpu' | 'wasm' | 'webgl';

export interface BackendOptions {
  /**
   * Where a page finds the .wasm files of `@tensorflow/tfjs-backend-wasm`: a folder's URL ending in '/'. Default: next
   * to the bundle. Node finds them by itself.
   */
  wasmPath?: string;
}

/** Dynamic imports, so that a bundler splits them and a page loads only the one that it uses. */
const LOADERS: Record<BackendName, (options: BackendOptions) => Promise<unknown>> = {
  cpu: () => import('@tensorflow/tfjs-backend-cpu'),
  webgl: () => import('@tensorflow/tfjs-backend-webgl'),
  wasm: async ({ wasmPath }) => {
    const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
    if (wasmPath !== undefined) setWasmPaths(wasmPath);
  },
};

/**
 * @param names One backend, or several in the order of preference: the first that starts is taken.
 * @returns The one that was taken.
 * @throws BackendError that says for each name why it could not be had.
 * @example
 * await useBackend(['webgl', 'wasm', 'cpu']);
 */
export async function useBackend(
  names: BackendName | readonly BackendName[],
  options: BackendOptions = {},
): Promise<BackendName> {
  const wanted = typeof names === 'string' ? [names] : names;
  const failures: BackendError[] = [];
  for (const name of wanted) {
    try {
      return await start(name, options);
    } catch (error) {
      if (!BackendError.isInstance(error)) throw error;
      failures.push(error);
    }
  }
  if (failures.length === 1) throw failures[0];
  throw new BackendError(
    'failed',
    `None of ${wanted.join(', ')} could be used. ${failures.map(({ message }) => message).join(' ')}`,
  );
}

async function start(name: BackendName, options: BackendOptions): Promise<BackendName> {
  const load = LOADERS[name];
  if (!load) {
    throw new BackendError(
      'unknown',
      `'${name}' is no backend; it must be one of ${Object.keys(LOADERS).join(', ')}.`,
    );
  }
  try {
    await load(options);
  } catch (cause) {
    throw new BackendError(
      'missing',
      `The backend '${name}' is not installed. Run: npm install @tensorflow/tfjs-backend-${name}`,
      { cause },
    );
  }
  // webgl does not register itself outside browsers; tfjs answers false, and prints why, when a backend does not start.
  if (!findBackendFactory(name) || !(await setBackend(name))) {
    throw new BackendError('failed', `The backend '${name}' did not start on this machine.`);
  }
  await ready();
  return name;
}
