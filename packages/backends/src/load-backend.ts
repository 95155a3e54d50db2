/** Imports what registers a backend, and says what is missing. */
import { env } from '@tensorflow/tfjs-core';
import type { BackendName } from './backend-name.js';
import { BackendError } from './errors.js';
import { importNode } from './import-node.js';

export interface LoadOptions {
  /**
   * Where a page finds the .wasm files of `@tensorflow/tfjs-backend-wasm`: a folder's URL ending in '/'. Default: next
   * to the bundle. Node finds them by itself.
   */
  wasmPath?: string;
}

/** With a handler an import of something that is not installed is a warning to esbuild, without one an error. */
const rethrow = (error: unknown): never => {
  throw error;
};

/** Dynamic imports, so that a bundler splits them and a page loads only the one that it uses. */
const LOADERS: Record<BackendName, (options: LoadOptions) => Promise<unknown>> = {
  cpu: () => import('@tensorflow/tfjs-backend-cpu').catch(rethrow),
  webgl: () => import('@tensorflow/tfjs-backend-webgl').catch(rethrow),
  webgpu: () => import('@tensorflow/tfjs-backend-webgpu').catch(rethrow),
  wasm: async ({ wasmPath }) => {
    const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm').catch(rethrow);
    if (wasmPath !== undefined) tellWasmPath(() => setWasmPaths(wasmPath));
  },
  node: async () => (await importNode()).loadTfjsNode('@tensorflow/tfjs-node'),
  'node-gpu': async () => (await importNode()).loadTfjsNode('@tensorflow/tfjs-node-gpu'),
};

/** tfjs takes no path once wasm started, or failed to. */
function tellWasmPath(tell: () => void): void {
  try {
    tell();
  } catch (cause) {
    throw new BackendError(
      'failed',
      `The backend 'wasm' was told of its files too late: ${(cause as Error).message}`,
      { cure: 'Reload the page and pass `wasmPath` the first time.', cause },
    );
  }
}

/** @throws {BackendError} 'missing' where it is not installed, 'failed' where it is and does not load. */
export async function loadBackend(name: BackendName, options: LoadOptions): Promise<void> {
  // A second copy of tfjs in the process finds everything registered already, and would say so 200 times.
  const production = env().getBool('PROD');
  env().set('PROD', true);
  try {
    await LOADERS[name](options);
  } catch (cause) {
    if (BackendError.isInstance(cause)) throw cause;
    throw new BackendError('missing', `The backend '${name}' is not installed.`, {
      cure: `Run: npm install @tensorflow/tfjs-backend-${name}`,
      cause,
    });
  } finally {
    env().set('PROD', production);
  }
}
