/**
 * Runs one suite on every backend that is there: cpu, wasm and (where it is installed or staged) tfjs-node in Node,
 * webgl in a browser. MINISEG_BACKENDS=cpu,tensorflow names others for Node, VITE_MINISEG_BACKENDS=webgl,webgpu for the
 * browser. In Node 'wasm-train' and 'webgpu-train' are backends with the training kernels of `@miniseg/backends`.
 */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe } from 'vitest';

const inNode = typeof process !== 'undefined' && process.versions?.node !== undefined;

interface NodeBackends {
  findTfjsNode(name: string): string | undefined;
  loadTfjsNode(name: string): void;
  provideWebgpu(): Promise<void>;
}

/** By a name in a variable: the package is tested with this one, and a dependency on it would be a circle. */
function nodeBackends(): Promise<NodeBackends> {
  const name: string = '@miniseg/backends/node';
  return import(/* @vite-ignore */ name);
}

async function findBackends(): Promise<readonly string[]> {
  const { VITE_MINISEG_BACKENDS } = (import.meta as { env?: Record<string, string> }).env ?? {};
  const named = inNode ? process.env.MINISEG_BACKENDS : VITE_MINISEG_BACKENDS;
  if (named) return named.split(',');
  if (!inNode) return ['webgl'];
  const { findTfjsNode } = await nodeBackends();
  return findTfjsNode('@tensorflow/tfjs-node') ? ['cpu', 'wasm', 'tensorflow'] : ['cpu', 'wasm'];
}

/** The backends that tests run on here: cpu and wasm in Node, webgl in a browser. */
export const backendsHere: readonly string[] = await findBackends();

/** tfjs-node brings a copy of tfjs, which finds everything registered already and would say so 200 times. */
async function quietly(load: () => Promise<void>): Promise<void> {
  const production = tf.env().getBool('PROD');
  tf.env().set('PROD', true);
  await load();
  tf.env().set('PROD', production);
}

/** By a name in a variable, as above. */
async function loadTraining(name: string): Promise<void> {
  const kernels: string = `@miniseg/backends/${name}-train`;
  await import(/* @vite-ignore */ kernels);
}

/** Imports and selects a backend, by tfjs's name for it; throws when it cannot be had. */
export async function useBackend(name: string): Promise<void> {
  const [, plain] = /^(\w+)-train$/.exec(name) ?? [];
  if (plain) {
    await useBackend(plain);
    return loadTraining(plain);
  }
  if (name === 'cpu') await import('@tensorflow/tfjs-backend-cpu');
  else if (name === 'wasm') await import('@tensorflow/tfjs-backend-wasm');
  else if (name === 'webgl') await import('@tensorflow/tfjs-backend-webgl');
  else if (name === 'tensorflow')
    await quietly(async () => (await nodeBackends()).loadTfjsNode('@tensorflow/tfjs-node'));
  else if (name === 'webgpu') {
    if (inNode) await (await nodeBackends()).provideWebgpu();
    await import('@tensorflow/tfjs-backend-webgpu');
  } else throw new Error(`The test kit knows no backend ${name}`);
  if (!(await tf.setBackend(name))) throw new Error(`Backend ${name} did not start`);
  await tf.ready();
}

/** Which backends a suite runs on. */
export interface BackendOptions {
  /** Only these of the backends. */
  only?: string[];
  /** A title that says why the suite is skipped; undefined runs it. */
  skip?: string;
}

/** tfjs's name for it. */
const plainName = (name: string): string => name.replace(/-train$/, '');

/** `describe` once for each backend, with the backend selected before the first test. */
export function describeOnBackends(
  title: string,
  suite: (backend: string) => void,
  options: BackendOptions = {},
) {
  const { only } = options;
  const backends = only ? backendsHere.filter((backend) => only.includes(backend)) : backendsHere;
  // Named in the output, as everything that does not run.
  if (backends.length === 0) describe.skip(`${title} (only on ${only})`, () => suite(only?.[0] ?? ''));
  for (const backend of backends) {
    const name = `${title} on ${backend}`;
    if (options.skip) {
      describe.skip(`${name} (${options.skip})`, () => suite(plainName(backend)));
      continue;
    }
    describe(name, () => {
      beforeAll(() => useBackend(backend));
      suite(plainName(backend));
    });
  }
}
