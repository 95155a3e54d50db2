/** Starts a backend in Node: wasm with the training kernels, cpu, or tfjs-node. */
import * as tf from '@tensorflow/tfjs';

export async function startBackend(backend) {
  if (backend === 'wasm') await import('@miniseg/backends/wasm-train');
  if (backend === 'tensorflow') await import('@tensorflow/tfjs-node');
  if (!(await tf.setBackend(backend))) throw new Error(`The backend ${backend} did not start.`);
  await tf.ready();
}

/** Bytes of the wasm heap, which never shrinks. */
export function heapBytes() {
  return tf.backend().wasm?.HEAPU8.buffer.byteLength;
}
