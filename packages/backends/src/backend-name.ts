/** The backends of tfjs by the names that an app's user knows them by. */
import { BackendError } from './errors.js';

/** A backend of TensorFlow.js, as an app names it. `node` and `node-gpu` are tfjs-node without and with CUDA. */
export type BackendName = 'node-gpu' | 'node' | 'webgpu' | 'webgl' | 'wasm' | 'cpu';

export const BACKEND_NAMES: readonly BackendName[] = ['node-gpu', 'node', 'webgpu', 'cpu', 'wasm', 'webgl'];

/** What `tf.getBackend()` says for it: both native packages register the same name. */
export const engineName = (name: BackendName): string =>
  name === 'node' || name === 'node-gpu' ? 'tensorflow' : name;

/** @throws {BackendError} for a name that is none. */
export function checkBackendName(name: BackendName): BackendName {
  if (BACKEND_NAMES.includes(name)) return name;
  throw new BackendError(
    'invalid-argument',
    `'${name}' is no backend; it must be one of ${BACKEND_NAMES.join(', ')}.`,
  );
}
