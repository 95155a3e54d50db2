/** A program on the engine of `@miniseg/engine`, without tfjs: WebAssembly in the caller's thread, on several, or in workers. */
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
import { checkOptions } from './check-options.js';
import { CompileError } from './errors.js';
import type { Predictor } from './predictor.js';
import { segmentWith } from './series.js';
import { slicesAhead } from './slices-ahead.js';
import { warmUp } from './warm-up.js';

/** How a program runs on WebAssembly. */
export interface WasmOptions extends EngineOptions {
  /**
   * Slices that run at once, each in a worker of its own: for series, and for pages without shared memory. 'auto': as
   * many as there are cores, at most 8. Default: none; the network runs in the caller's thread.
   */
  workers?: number | 'auto';
}

/** A predictor of a program; its logits, of numbers instead of tensors, are those of `Engine`. */
export type ProgramPredictor = Omit<Predictor, 'logits'> &
  Required<Pick<Predictor, 'program' | 'segmentRows' | 'profile'>>;

/** What an engine and a pool of them have in common. */
interface Runner {
  readonly wide: boolean;
  segment(image: PixelImage, options: SegmentOptions): Segmentation | Promise<Segmentation>;
  logits(input: Float32Array, size: Size): Float32Array | Promise<Float32Array>;
  dispose(): void;
}

/**
 * Runs a program that `lowerModel` made, perhaps in another process and long ago: the same masks as `compile` of its model.
 *
 * @param program As `loadProgram` of `@miniseg/engine` reads it.
 * @throws {CompileError} `invalid-argument` for an unknown option, and for threads and workers at once; EngineError for a
 *   program that contradicts itself, and for options that the machine cannot meet.
 * @example
 * const predictor = await programPredictor(loadProgram(await readFile('network.miniseg')), { workers: 2 });
 * for await (const { value } of segmentAll(predictor, slices)) save(value.mask);
 */
export async function programPredictor(
  program: Program,
  options: WasmOptions = {},
): Promise<ProgramPredictor> {
  checkOptions('programPredictor', options, { threads: 1, workers: 1, simd: 1, wide: 1, maxMemory: 1 });
  return (await openProgram(program, options)).predictor;
}

/** The predictor, and the logits of numbers. @throws {CompileError} and EngineError as `programPredictor` */
export async function openProgram(
  program: Program,
  { workers, threads, ...engineOptions }: WasmOptions,
): Promise<{ predictor: ProgramPredictor; logits: Runner['logits'] }> {
  if (workers !== undefined && threads !== undefined && threads !== 1) {
    throw new CompileError(
      'invalid-argument',
      `workers is ${workers} and threads is ${threads}; choose workers (many slices at once) or threads (one slice sooner).`,
    );
  }
  const pool =
    workers === undefined ? undefined : await EnginePool.create(program, { workers, ...engineOptions });
  const engine = pool ? undefined : await Engine.create(program, { threads, ...engineOptions });
  const runner = (pool ?? engine) as Runner;
  // Rows come and go in this thread, where workers have none of them.
  let rowEngine: Promise<Engine> | undefined;
  const run = async ({ image, size: { height, width }, ...options }: Slice) =>
    runner.segment(image, { ...options, inputSize: [height, width] });
  const predictor: ProgramPredictor = {
    target: 'wasm',
    ...(pool && { workers: pool.workers }),
    ...(runner.wide && { wide: true }),
    program,
    segment: segmentWith(program, run, pool && slicesAhead(pool)),
    async segmentRows(image, take, options) {
      rowEngine ??= engine ? Promise.resolve(engine) : Engine.create(program, engineOptions);
      (await rowEngine).segmentRows(image, take, options);
    },
    async profile(size, options) {
      const [height, width] = Array.isArray(size) ? size : [size, size];
      const one = engine ?? (await Engine.create(program, { ...engineOptions, threads: 1 }));
      try {
        return one.profile({ height, width }, options);
      } finally {
        if (one !== engine) one.dispose();
      }
    },
    warmUp: (size) => warmUp(predictor, size),
    dispose: () => {
      runner.dispose();
      rowEngine?.then((each) => each.dispose()).catch(() => {});
    },
  };
  return { predictor, logits: (input, size) => runner.logits(input, size) };
}
