/**
 * Vectors of 256 bits. WebAssembly has none, but V8 can join pairs of operations on 128 bits where a flag says so, which only
 * Node can set: `enableWideVectors` of `./node` says how, and this is where the engine looks.
 */

/** Compiles a module with vectors joined. */
export type CompileWide = (bytes: Uint8Array<ArrayBuffer>) => WebAssembly.Module;

export interface WideVectors {
  compile: CompileWide;
  /** Whether kernels made for them are faster here. */
  pays: boolean;
  /** Time without them by the time with them, where it was measured. */
  gain?: number;
}

let known: WideVectors | undefined;

/** Undefined where they were not enabled, or are not there. */
export const wideVectors = (): WideVectors | undefined => known;

export function provideWideVectors(found: WideVectors): void {
  known = found;
}
