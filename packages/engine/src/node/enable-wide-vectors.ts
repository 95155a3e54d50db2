/** Vectors of 256 bits in Node 24 and later, whose V8 makes them of pairs behind a flag. */
import { setFlagsFromString } from 'node:v8';
import { check, checkOptions } from '../check-options.js';
import { measureWide } from '../wide/measure-wide.js';
import { provideWideVectors, wideVectors } from '../wide/wide-vectors.js';

/** What `enableWideVectors` found. */
export interface WideVectorsReport {
  /** Whether V8 can join vectors here: Node 24 or later, on x64. */
  available: boolean;
  /** Whether the engine's kernels for them are faster, so that engines of `wide: 'auto'` take them. */
  pays: boolean;
  /** Time of a convolution without them by the time with them, where it was measured. */
  gain?: number;
}

/** Options of `enableWideVectors`. */
export interface EnableWideOptions {
  /** What an earlier call on this machine found; default: both builds are timed, which takes some hundredths of a second. */
  pays?: boolean;
}

/** The first version whose V8 joins what the kernels need. */
const FIRST = 24;
/** A smaller gain is within what timings differ by. */
const WORTH = 1.05;

/**
 * Flags while a module is compiled, and after it. No other module sees them: V8 compiles all of this one at once, by its
 * optimizing compiler, where it would otherwise wait for the first calls of each function.
 */
const FLAGS = [
  ['--experimental-wasm-revectorize', '--no-experimental-wasm-revectorize'],
  ['--no-liftoff', '--liftoff'],
  ['--no-wasm-lazy-compilation', '--wasm-lazy-compilation'],
  ['--no-wasm-dynamic-tiering', '--wasm-dynamic-tiering'],
] as const;

/**
 * Lets engines that are created from now on use vectors of eight numbers, where they are faster: call it before
 * `Engine.create`. Results are the same to the bit. Once it was measured, further calls cost nothing.
 *
 * @throws {EngineError} 'invalid-argument' for an unknown option
 * @example
 * await enableWideVectors(); // { available: true, pays: true, gain: 1.5 }
 * const engine = await Engine.create(program); // engine.wide === true
 */
export async function enableWideVectors(options: EnableWideOptions = {}): Promise<WideVectorsReport> {
  checkOptions('enableWideVectors', options, { pays: 1 });
  const { pays } = options;
  check(pays === undefined || typeof pays === 'boolean', 'pays', pays, 'it is true or false');
  const major = Number(process.versions.node.split('.')[0]);
  if (major < FIRST || process.arch !== 'x64') return { available: false, pays: false };
  const gain = wideVectors()?.gain ?? (pays === undefined ? measureWide(compile) : undefined);
  const found = { pays: pays ?? (gain as number) >= WORTH, ...(gain !== undefined && { gain }) };
  provideWideVectors({ compile, ...found });
  return { available: true, ...found };
}

function compile(bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module {
  for (const [during] of FLAGS) setFlagsFromString(during);
  try {
    return new WebAssembly.Module(bytes);
  } finally {
    for (const [, after] of FLAGS) setFlagsFromString(after);
  }
}
