/** onnxruntime-node or onnxruntime-web (wasm) on the file of `miniseg convert --to onnx`. */
import { readFileSync } from 'node:fs';
import { readFloats, readOptions, serve } from './serve.mjs';

const { module, version, name, onnx, image, size, threads } = readOptions();
const { default: standard, ...named } = await import(module);
const { InferenceSession, Tensor, env } = named.InferenceSession ? named : standard;
if (name === 'onnxruntime-web') env.wasm.numThreads = threads;
const session = await InferenceSession.create(new Uint8Array(readFileSync(onnx)), {
  intraOpNumThreads: threads,
  interOpNumThreads: 1,
  graphOptimizationLevel: 'all',
  executionProviders: [name === 'onnxruntime-web' ? 'wasm' : 'cpu'],
});
const input = new Tensor('float32', readFloats(image), [1, 3, size, size]);
await serve(`${name} ${version}`, async () => {
  const { logits1 } = await session.run({ image: input });
  return logits1.data;
});
