/** Starts a backend in Node: wasm with the training kernels, cpu, or tfjs-node. */
import * as tf from '@tensorflow/tfjs';

export async function startBackend(backend, threads = 1) {
  if (backend === 'wasm') {
    const { useWasmThreads } = await import('@miniseg/backends/wasm-train');
    const { reason } = await useWasmThreads(threads);
    if (reason) throw new Error(reason);
  }
  if (backend === 'tensorflow') {
    const { loadTfjsNode } = await import('@miniseg/backends/node');
    loadTfjsNode('@tensorflow/tfjs-node');
  }
  if (!(await tf.setBackend(backend))) throw new Error(`The backend ${backend} did not start.`);
  await tf.ready();
}

/** Bytes of the wasm heap, which never shrinks. */
export function heapBytes() {
  return tf.backend().wasm?.HEAPU8.buffer.byteLength;
}
