/** The WebAssembly module of this machine: with relaxed SIMD (fused multiply-adds) where it is understood. */
import { decodeBase64, shareMemory } from '@miniseg/threads';
import { EngineError } from './errors.js';
import baseline from './generated/baseline.js';
import type { kernels } from './generated/kernels.js';
import relaxed from './generated/relaxed.js';

/** WebAssembly instructions: 'relaxed' fuses multiplication and addition and is faster, 'baseline' runs on every engine with SIMD. */
export type Simd = 'relaxed' | 'baseline';
/** As compiled. */
export type KernelName = keyof typeof kernels;

export interface KernelModule {
  module: WebAssembly.Module;
  simd: Simd;
}

/**
 * @param simd 'auto' takes what the machine understands. The two differ in rounding alone.
 * @param shared For a shared memory.
 * @throws {EngineError} when the machine has no SIMD, or not the one that was asked for.
 */
export function kernelModule(simd: Simd | 'auto', shared: boolean): KernelModule {
  if (simd !== 'auto' && simd !== 'relaxed' && simd !== 'baseline') {
    throw new EngineError(
      'invalid-argument',
      `simd is '${String(simd)}'; it must be 'auto', 'relaxed' or 'baseline'.`,
    );
  }
  const candidates: Simd[] = simd === 'auto' ? ['relaxed', 'baseline'] : [simd];
  for (const candidate of candidates) {
    const own = decodeBase64(candidate === 'relaxed' ? relaxed : baseline);
    const bytes = shared ? shareMemory(own) : own;
    if (WebAssembly.validate(bytes)) return { module: new WebAssembly.Module(bytes), simd: candidate };
  }
  throw new EngineError(
    'invalid-argument',
    simd === 'relaxed'
      ? "This machine's WebAssembly has no relaxed SIMD; use simd: 'auto'. In Node 20 call enableRelaxedSimd() of " +
          '@miniseg/engine/node first.'
      : "This machine's WebAssembly has no SIMD; run the model itself on tfjs.",
  );
}
