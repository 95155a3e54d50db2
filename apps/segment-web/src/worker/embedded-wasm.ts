/**
 * tfjs' WebAssembly file as a part of the script: the page's security policy forbids every connection, and a page
 * opened from the disk has nothing to connect to.
 */
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import binary from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?inline';
import { env, type Platform } from '@tensorflow/tfjs-core';
import { bytesOfDataUrl } from '../shared/bytes-of-data-url.js';

/** To be called before the backend starts. */
export function embedWasm(): void {
  const stock = env().platform;
  const bytes = bytesOfDataUrl(binary);
  const platform: Platform = {
    fetch: async () => new Response(bytes, { headers: { 'content-type': 'application/wasm' } }),
    now: () => stock.now(),
    encode: (text, encoding) => stock.encode(text, encoding),
    decode: (data, encoding) => stock.decode(data, encoding),
    isTypedArray: (value): value is Float32Array | Int32Array | Uint8Array | Uint8ClampedArray =>
      stock.isTypedArray(value),
    setTimeoutCustom: (call, delay) => setTimeout(call, delay),
  };
  env().platform = platform;
  // The threaded build brings a worker file of its own; workers of ours share the work slice by slice instead.
  env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  setWasmPaths('embedded/', true);
}
