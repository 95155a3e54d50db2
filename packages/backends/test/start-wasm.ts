/** Starts the wasm backend, in Node and in the test browser. */
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { findBackend, ready, setBackend } from '@tensorflow/tfjs-core';

export async function startWasm(): Promise<void> {
  // The test server gives out the repository's files; Node finds them by itself.
  if (typeof document !== 'undefined' && !findBackend('wasm')) {
    // Of a file, as vite takes a folder for the package's main file.
    const file = new URL(
      '../node_modules/@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm',
      import.meta.url,
    );
    setWasmPaths(new URL('.', file).href);
  }
  if (!(await setBackend('wasm'))) throw new Error('The wasm backend did not start');
  await ready();
}
