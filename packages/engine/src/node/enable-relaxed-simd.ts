/** Relaxed SIMD in Node 20, whose V8 has it behind a flag. */
import { setFlagsFromString } from 'node:v8';

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
  return WebAssembly.validate(MODULE);
}

/** (module (func (result v128) v128.const 0, v128.const 0, v128.const 0, f32x4.relaxed_madd)) */
const MODULE = Uint8Array.from([
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 5, 1, 0x60, 0, 1, 0x7b, 3, 2, 1, 0, 10, 61, 1, 59, 0],
  ...[0xfd, 12, ...new Array(16).fill(0)],
  ...[0xfd, 12, ...new Array(16).fill(0)],
  ...[0xfd, 12, ...new Array(16).fill(0)],
  ...[0xfd, 0x85, 2, 0x0b],
]);
