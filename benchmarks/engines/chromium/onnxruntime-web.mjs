/** In the page: onnxruntime-web on its wasm backend. */
import * as ort from 'onnxruntime-web/wasm';

export async function start({ size, threads }, bytesOf) {
  ort.env.wasm.wasmPaths = '/runtime/';
  ort.env.wasm.numThreads = threads;
  const session = await ort.InferenceSession.create(new Uint8Array(await bytesOf('onnx')), {
    graphOptimizationLevel: 'all',
    executionProviders: ['wasm'],
  });
  const image = new ort.Tensor('float32', new Float32Array(await bytesOf('image')), [1, 3, size, size]);
  return {
    name: `onnxruntime-web ${ort.env.versions.web}`,
    layout: 'planes',
    run: async () => (await session.run({ image })).logits1.data,
  };
}
