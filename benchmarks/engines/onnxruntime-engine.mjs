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
  // The prediction is the first of the outputs.
  const outputs = await session.run({ [session.inputNames[0]]: input });
  return outputs[session.outputNames[0]].data;
});
