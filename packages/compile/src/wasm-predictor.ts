/** A program on the engine of `@miniseg/engine`, with logits in tfjs's tensors, whatever backend that has. */
import type { Program } from '@miniseg/engine';
import { type Tensor4D, tensor4d } from '@tensorflow/tfjs-core';
import { checkInput, type Predictor } from './predictor.js';
import { openProgram, type WasmOptions } from './program-predictor.js';

/** @throws {EngineError} when the engine cannot start; CompileError for threads and workers at once. */
export async function wasmPredictor(program: Program, options: WasmOptions): Promise<Predictor> {
  const { predictor, logits } = await openProgram(program, options);
  const { channels: outputs } = program.nodes[program.output];
  return {
    ...predictor,
    async logits(input: Tensor4D) {
      checkInput(input);
      const [batch, height, width, channels] = input.shape;
      const values = (await input.data()) as Float32Array;
      const length = height * width * channels;
      const results = new Float32Array(batch * height * width * outputs);
      for (let i = 0; i < batch; i++) {
        const one = await logits(values.subarray(i * length, (i + 1) * length), { height, width });
        results.set(one, i * one.length);
      }
      return tensor4d(results, [batch, height, width, outputs]);
    },
  };
}
