/** The WebAssembly module of this machine: with relaxed SIMD (fused multiply-adds) where it is understood. */
import { decodeBase64, shareMemory } from '@miniseg/threads';
import { EngineError } from './errors.js';
import baseline from './generated/baseline.js';
import type { kernels } from './generated/kernels.js';
import relaxed from './generated/relaxed.js';
import { type WideVectors, wideVectors } from './wide/wide-vectors.js';

/** WebAssembly instructions: 'relaxed' fuses multiplication and addition and is faster, 'baseline' runs on every engine with SIMD. */
export type Simd = 'relaxed' | 'baseline';
/** As compiled. */
export type KernelName = keyof typeof kernels;

/** Which build of the kernels. */
export interface KernelOptions {
  /** Default 'auto': relaxed SIMD where the machine understands it. */
  simd?: Simd | 'auto';
  /**
   * Vectors of 256 bits, where V8 makes them: in Node 24 and later on x64, after `enableWideVectors` of
   * `@miniseg/engine/node`. Default 'auto': where they were measured to be faster. The results are the same to the bit.
   */
  wide?: boolean | 'auto';
}

export interface KernelModule {
  module: WebAssembly.Module;
  simd: Simd;
  wide: boolean;
}

/**
 * @param options.simd 'auto' takes what the machine understands. The two differ in rounding alone.
 * @param shared For a shared memory.
 * @throws {EngineError} when the machine has no SIMD, or not the one that was asked for.
 */
export async function kernelModule(
  { simd = 'auto', wide = 'auto' }: KernelOptions,
  shared: boolean,
): Promise<KernelModule> {
  if (simd !== 'auto' && simd !== 'relaxed' && simd !== 'baseline') {
    throw new EngineError(
      'invalid-argument',
      `simd is '${String(simd)}'; it must be 'auto', 'relaxed' or 'baseline'.`,
    );
  }
  const joined = vectorsFor(simd, wide);
  if (joined) {
    // Loaded for those who use it.
    const bytes = decodeBase64((await import('./generated/wide.js')).default);
    return { module: joined.compile(shared ? shareMemory(bytes) : bytes), simd: 'relaxed', wide: true };
  }
  const candidates: Simd[] = simd === 'auto' ? ['relaxed', 'baseline'] : [simd];
  for (const candidate of candidates) {
    const own = decodeBase64(candidate === 'relaxed' ? relaxed : baseline);
    const bytes = shared ? shareMemory(own) : own;
    if (WebAssembly.validate(bytes))
      return { module: new WebAssembly.Module(bytes), simd: candidate, wide: false };
  }
  throw new EngineError(
    'invalid-argument',
    simd === 'relaxed'
      ? "This machine's WebAssembly has no relaxed SIMD; use simd: 'auto'. In Node 20 call enableRelaxedSimd() of " +
          '@miniseg/engine/node first.'
      : "This machine's WebAssembly has no SIMD; run the model itself on tfjs.",
  );
}

/** Undefined where the kernels for 128 bits are to be taken. @throws {EngineError} where others are asked for and cannot be had */
function vectorsFor(simd: Simd | 'auto', wide: boolean | 'auto'): WideVectors | undefined {
  if (wide !== 'auto' && typeof wide !== 'boolean') {
    throw new EngineError(
      'invalid-argument',
      `wide is ${JSON.stringify(wide)}; it must be 'auto', true or false.`,
    );
  }
  const known = wideVectors();
  if (wide === 'auto') return known?.pays && simd !== 'baseline' ? known : undefined;
  if (!wide) return undefined;
  if (simd === 'baseline') {
    throw new EngineError(
      'invalid-argument',
      "wide is true and simd is 'baseline': the kernels for vectors of 256 bits use relaxed SIMD; leave one of them out.",
    );
  }
  if (known) return known;
  throw new EngineError(
    'invalid-argument',
    "wide is true, and vectors of 256 bits are not enabled; use wide: 'auto'. They need Node 24 or later on x64, where " +
      'enableWideVectors() of @miniseg/engine/node has to be called before.',
  );
}
