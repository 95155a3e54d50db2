/** A program on the engine of `@miniseg/engine`: WebAssembly beside tfjs, whatever backend that has. */
import {
  Engine,
  type EngineOptions,
  EnginePool,
  type PixelImage,
  type Program,
  type Segmentation,
  type SegmentOptions,
  type Size,
  type Slice,
} from '@miniseg/engine';
import { type Tensor4D, tensor4d } from '@tensorflow/tfjs-core';
import { CompileError } from './errors.js';
import type { Predictor } from './predictor.js';
import { segmentWith } from './series.js';
import { slicesAhead } from './slices-ahead.js';
import { warmUp } from './warm-up.js';

export interface WasmOptions extends EngineOptions {
  /**
   * Slices that run at once, each in a worker of its own: for series, and for pages without shared memory. 'auto': as
   * many as there are cores, at most 8. Default: none; the network runs in the caller's thread.
   */
  workers?: number | 'auto';
}

/** What an engine and a pool of them have in common. */
interface Runner {
  segment(image: PixelImage, options: SegmentOptions): Segmentation | Promise<Segmentation>;
  logits(input: Float32Array, size: Size): Float32Array | Promise<Float32Array>;
  dispose(): void;
}

/** @throws {EngineError} when the engine cannot start; CompileError for threads and workers at once. */
export async function wasmPredictor(
  program: Program,
  { workers, threads, simd }: WasmOptions,
): Promise<Predictor> {
  if (workers !== undefined && threads !== undefined && threads !== 1) {
    throw new CompileError(
      'invalid-argument',
      `workers is ${workers} and threads is ${threads}; choose workers (many slices at once) or threads (one slice sooner).`,
    );
  }
  const pool = workers === undefined ? undefined : await EnginePool.create(program, { workers, simd });
  const runner: Runner = pool ?? (await Engine.create(program, { threads, simd }));
  const { channels: outputs } = program.nodes[program.output];
  const run = async ({ image, size: { height, width }, ...options }: Slice) =>
    runner.segment(image, { ...options, inputSize: [height, width] });
  const predictor: Predictor = {
    target: 'wasm',
    ...(pool && { workers: pool.workers }),
    program,
    segment: segmentWith(program, run, pool && slicesAhead(pool)),
    async logits(input: Tensor4D) {
      const [batch, height, width, channels] = input.shape;
      const values = (await input.data()) as Float32Array;
      const length = height * width * channels;
      const results = new Float32Array(batch * height * width * outputs);
      for (let i = 0; i < batch; i++) {
        const one = await runner.logits(values.subarray(i * length, (i + 1) * length), { height, width });
        results.set(one, i * one.length);
      }
      return tensor4d(results, [batch, height, width, outputs]);
    },
    warmUp: (size) => warmUp(predictor, size),
    dispose: () => runner.dispose(),
  };
  return predictor;
}
