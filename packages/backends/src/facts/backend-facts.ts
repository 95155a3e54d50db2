/** Limits and modes of the backend in use that decide what fits and how exact it is. */
import { backend, env, getBackend, memory } from '@tensorflow/tfjs-core';

/** Bits of the floating-point numbers that a result goes through, and what else the backend tells. */
export interface BackendFacts {
  /** 16 on graphics hardware without float32 textures; 64 where plain JavaScript adds up. */
  floatBits: 16 | 32 | 64;
  /** Threads that compute; absent where the graphics processor or the system decides. */
  threads?: number;
  simd?: boolean;
  /** The longest side of a texture: larger tensors are laid out over it in rows. */
  maxTextureSize?: number;
  /** The largest tensor, in bytes. */
  maxBufferBytes?: number;
  /** What it holds at the moment, in bytes: wasm's heap, textures, or the tensors themselves. */
  heldBytes: number;
  /** Version of the native library or of WebGL. */
  version?: string;
  /** tfjs-node: whether a CUDA device computes. */
  gpu?: boolean;
}

interface Native {
  binding: { TF_Version?: string };
  isUsingGpuDevice?: boolean;
}

interface Webgpu {
  device: { limits: { maxBufferSize: number; maxStorageBufferBindingSize: number } };
}

interface Heap {
  buffer: ArrayBufferLike;
}

interface Wasm {
  wasm: { asm?: { memory?: Heap }; wasmMemory?: Heap };
}

/** Asks the backend in use for its limits and modes. */
export async function backendFacts(): Promise<BackendFacts> {
  const held = memory();
  switch (getBackend()) {
    case 'webgl':
      return {
        floatBits: env().getBool('WEBGL_RENDER_FLOAT32_ENABLED') ? 32 : 16,
        maxTextureSize: env().getNumber('WEBGL_MAX_TEXTURE_SIZE'),
        heldBytes: (held as { numBytesInGPU?: number }).numBytesInGPU ?? held.numBytes,
        version: `WebGL ${env().getNumber('WEBGL_VERSION')}`,
      };
    case 'webgpu': {
      const { limits } = (backend() as unknown as Webgpu).device;
      return {
        floatBits: 32,
        maxBufferBytes: Math.min(limits.maxBufferSize, limits.maxStorageBufferBindingSize),
        heldBytes: (held as { numBytesInGPU?: number }).numBytesInGPU ?? held.numBytes,
      };
    }
    case 'wasm': {
      const { getThreadsCount } = await import('@tensorflow/tfjs-backend-wasm');
      const { asm, wasmMemory } = (backend() as unknown as Wasm).wasm;
      // A wasm build without threads has no counter of them either.
      const threads = wasmMemory?.buffer ? getThreadsCount() : 1;
      return {
        floatBits: 32,
        threads,
        simd: await env().getAsync('WASM_HAS_SIMD_SUPPORT').then(Boolean),
        maxBufferBytes: 2 ** 32,
        heldBytes: (asm?.memory ?? wasmMemory)?.buffer.byteLength ?? held.numBytes,
      };
    }
    case 'tensorflow': {
      const { binding, isUsingGpuDevice = false } = backend() as unknown as Native;
      return {
        floatBits: 32,
        heldBytes: held.numBytes,
        version: `TensorFlow ${binding.TF_Version ?? 'unknown'}`,
        gpu: isUsingGpuDevice,
      };
    }
    default:
      return { floatBits: 64, threads: 1, heldBytes: held.numBytes };
  }
}
