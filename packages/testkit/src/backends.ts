/** Runs one suite on every backend that is there: cpu and wasm in Node, webgl in a browser. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe } from 'vitest';

const inNode = typeof process !== 'undefined' && process.versions?.node !== undefined;

export const backendsHere: readonly string[] = inNode ? ['cpu', 'wasm'] : ['webgl'];

/** Imports and selects a backend; throws when it cannot be had. */
export async function useBackend(name: string): Promise<void> {
  if (name === 'cpu') await import('@tensorflow/tfjs-backend-cpu');
  else if (name === 'wasm') await import('@tensorflow/tfjs-backend-wasm');
  else if (name === 'webgl') await import('@tensorflow/tfjs-backend-webgl');
  else throw new Error(`The test kit knows no backend ${name}`);
  if (!(await tf.setBackend(name))) throw new Error(`Backend ${name} did not start`);
  await tf.ready();
}

export interface BackendOptions {
  /** Only these of the backends. */
  only?: string[];
  /** A title that says why the suite is skipped; undefined runs it. */
  skip?: string;
}

/** `describe` once for each backend, with the backend selected before the first test. */
export function describeOnBackends(
  title: string,
  suite: (backend: string) => void,
  options: BackendOptions = {},
) {
  for (const backend of backendsHere) {
    if (options.only && !options.only.includes(backend)) continue;
    const name = `${title} on ${backend}`;
    if (options.skip) {
      describe.skip(`${name} (${options.skip})`, () => suite(backend));
      continue;
    }
    describe(name, () => {
      beforeAll(() => useBackend(backend));
      suite(backend);
    });
  }
}
