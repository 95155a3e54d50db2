/** What the WebAssembly engine can do, asked by handing it the smallest module that uses it. */

export interface WasmFeatures {
  simd: boolean;
  relaxedSimd: boolean;
  /** Atomic operations and shared memories are understood. */
  threads: boolean;
  /** A shared memory can be made here: pages need cross-origin isolation for it. */
  sharedMemory: boolean;
}

const HEADER = [0, 97, 115, 109, 1, 0, 0, 0];
/** `() -> v128`, one function of that type. */
const VECTOR_FUNCTION = [1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0];
/** i8x16.splat, i8x16.popcnt */
const SIMD = [...HEADER, ...VECTOR_FUNCTION, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11];
/** i8x16.relaxed_swizzle */
const RELAXED = [
  ...[...HEADER, ...VECTOR_FUNCTION],
  ...[10, 15, 1, 13, 0, 65, 1, 253, 15, 65, 2, 253, 15, 253, 128, 2, 11],
];
/** i32.atomic.load from a shared memory */
const THREADS = [
  ...[...HEADER, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0],
  ...[5, 4, 1, 3, 1, 1, 10, 11, 1, 9, 0, 65, 0, 254, 16, 2, 0, 26, 11],
];

const understands = (module: number[]) => WebAssembly.validate(Uint8Array.from(module));

/** What the WebAssembly engine of this program can do. */
export function wasmFeatures(): WasmFeatures {
  return {
    simd: understands(SIMD),
    relaxedSimd: understands(RELAXED),
    threads: understands(THREADS),
    sharedMemory: typeof SharedArrayBuffer !== 'undefined' && globalThis.crossOriginIsolated !== false,
  };
}
