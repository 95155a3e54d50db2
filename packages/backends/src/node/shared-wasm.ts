/**
 * tfjs' wasm backend on a shared memory, in Node, where it has no threads of its own: the published SIMD build, whose
 * memory one changed byte makes shared. Kernels of our own can then work on its heap in several threads.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import { shareOwnMemory } from '@miniseg/threads';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { engine, registerBackend, removeBackend } from '@tensorflow/tfjs-core';

/** What Emscripten's factory gives, as far as tfjs asks for it. */
interface EmscriptenModule {
  cwrap(name: string, result: 'number' | null, parameters: 'number'[]): (...args: number[]) => number;
}

type Factory = (options: {
  wasmBinary: Uint8Array<ArrayBuffer>;
  locateFile(file: string): string;
}) => Promise<EmscriptenModule>;

/** Processor cores that this program may use. */
export const coreCount = (): number => os.availableParallelism();

/** Replaces the registration of a backend that has not started yet. */
export function registerSharedWasm(): void {
  const priority = engine().registryFactory.wasm?.priority ?? 2;
  if (engine().registryFactory.wasm) removeBackend('wasm');
  registerBackend('wasm', start, priority);
}

async function start(): Promise<BackendWasm> {
  const { BackendWasm } = await import('@tensorflow/tfjs-backend-wasm');
  const require = createRequire(import.meta.url);
  const find = (file: string) => require.resolve(`@tensorflow/tfjs-backend-wasm/${file}`);
  const binary = find('dist/tfjs-backend-wasm-simd.wasm');
  const factory = require(find('wasm-out/tfjs-backend-wasm.js')) as Factory;
  const module = await factory({
    wasmBinary: shareOwnMemory(new Uint8Array(readFileSync(binary))),
    locateFile: () => binary,
  });
  // As tfjs's own start does.
  const tfjs = {
    init: module.cwrap('init', null, []),
    initWithThreadsCount: module.cwrap('init_with_threads_count', null, ['number']),
    getThreadsCount: module.cwrap('get_threads_count', 'number', []),
    registerTensor: module.cwrap('register_tensor', null, ['number', 'number', 'number']),
    disposeData: module.cwrap('dispose_data', null, ['number']),
    dispose: module.cwrap('dispose', null, []),
  };
  return new BackendWasm(Object.assign(module, { tfjs }) as never);
}
