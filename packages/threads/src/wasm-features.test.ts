import { afterEach, expect, it, vi } from 'vitest';
import { wasmFeatures } from './wasm-features.js';

afterEach(() => vi.unstubAllGlobals());

it('knows what every supported engine can do', () => {
  expect(wasmFeatures()).toMatchObject({ simd: true, threads: true, relaxedSimd: expect.any(Boolean) });
});

it('asks the engine with modules that are whole', () => {
  const modules: Uint8Array[] = [];
  vi.stubGlobal('WebAssembly', {
    ...WebAssembly,
    validate: (module: Uint8Array) => modules.push(module) < 0,
  });
  expect(wasmFeatures()).toMatchObject({ simd: false, relaxedSimd: false, threads: false });
  expect(modules.map((module) => [...module.slice(0, 8)])).toEqual(
    new Array(3).fill([0, 97, 115, 109, 1, 0, 0, 0]),
  );
});

it('has no shared memory in a page without cross-origin isolation', () => {
  vi.stubGlobal('crossOriginIsolated', false);
  expect(wasmFeatures().sharedMemory).toBe(false);
});
