/** Relaxed SIMD in Node 20, whose V8 has it behind a flag. */
import { setFlagsFromString } from 'node:v8';
import { wasmFeatures } from '@miniseg/threads';

/**
 * Lets WebAssembly modules that are made from now on use relaxed SIMD (fused multiply-adds); call it before
 * `Engine.create`. Node 22 and later need no flag and get none. What the flag changes is that such modules are accepted
 * at all; other code runs as before.
 *
 * @returns Whether relaxed SIMD is there now.
 */
export function enableRelaxedSimd(): boolean {
  // An unknown flag would print an error, and only this version knows it.
  if (process.versions.node.startsWith('20.')) setFlagsFromString('--experimental-wasm-relaxed-simd');
  return wasmFeatures().relaxedSimd;
}
