/** Where this code runs. Which backends exist, and which of them is tried first, depends on it. */
import type { BackendName } from './backend-name.js';

/** Where the program runs. */
export type Environment = 'node' | 'page' | 'worker';

interface Globals {
  process?: { versions?: { node?: string } };
  document?: unknown;
}

/** Where this program runs: Node, a page or a worker. */
export function currentEnvironment(globals: Globals = globalThis as Globals): Environment {
  if (globals.process?.versions?.node) return 'node';
  return globals.document === undefined ? 'worker' : 'page';
}

/** The fastest first, when each runs on real hardware. */
export const ORDER: Record<Environment, readonly BackendName[]> = {
  node: ['node-gpu', 'node', 'webgpu', 'wasm', 'cpu'],
  page: ['webgpu', 'webgl', 'wasm', 'cpu'],
  worker: ['webgpu', 'webgl', 'wasm', 'cpu'],
};

/** Why a backend is in no list of this environment. */
export function notHere(name: BackendName, environment: Environment): string | undefined {
  if (ORDER[environment].includes(name)) return undefined;
  return environment === 'node' ? `${name} needs a browser` : `${name} needs Node`;
}
