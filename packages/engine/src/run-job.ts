/** One image through a planned network: what an engine does in its caller's thread, and a pool in its workers'. */
import type { classifyLogits } from './classify-logits.js';
import type { Output, Plan } from './plan/plan.js';
import type { resizeRows } from './resize-rows.js';
import type { Slice } from './slice.js';
import type { writeNormalized } from './write-normalized.js';

/** Pixels to a mask, or normalized numbers [height, width, channels] of the plan's size to logits. */
export type Job = ImageJob | { values: Float32Array };

export type ImageJob = Omit<Slice, 'size'>;

export interface JobResult {
  /** Of an image, in its own size. */
  mask?: Uint8Array;
  probabilities?: Float32Array;
  /** Of numbers. */
  logits?: Float32Array;
}

export interface Runtime {
  memory: WebAssembly.Memory;
  plan: Plan;
  /** Runs the plan's kernels up to the wanted output. */
  run(output: Output): void;
}

/** Functions that `runJob` needs: given to it, as workers know no imports. */
export interface JobTools {
  writeNormalized: typeof writeNormalized;
  resizeRows: typeof resizeRows;
  classifyLogits: typeof classifyLogits;
}

/**
 * Workers get this function as source text: it uses nothing from outside, as a test proves. Results are copies, as the
 * memory is used again for the next image.
 */
export function runJob({ memory, plan, run }: Runtime, job: Job, tools: JobTools): JobResult {
  const { input, height, width, channels, classes } = plan;
  const scores = () => new Float32Array(memory.buffer, plan.scores, height * width * classes).slice();
  const logitsOf = (values: Float32Array) => {
    const all = new Float32Array(memory.buffer);
    const numbers = width * channels;
    for (let y = 0; y < height; y++) {
      all.set(values.subarray(y * numbers, (y + 1) * numbers), (input.address + y * input.row) / 4);
    }
    run('logits');
    return scores();
  };
  if ('values' in job) return { logits: logitsOf(job.values) };
  const { image, normalization, probabilities } = job;
  if (image.height === height && image.width === width) {
    const rows = { values: new Float32Array(memory.buffer), first: input.address / 4, row: input.row / 4 };
    tools.writeNormalized(image, { ...rows, channels }, normalization);
    run(probabilities ? 'probabilities' : 'mask');
    const mask = new Uint8Array(memory.buffer, plan.mask, height * width).slice();
    return probabilities ? { mask, probabilities: scores() } : { mask };
  }
  const values = new Float32Array(image.height * image.width * channels);
  tools.writeNormalized(image, { values, first: 0, row: image.width * channels, channels }, normalization);
  const logits = logitsOf(tools.resizeRows(values, image, plan, channels));
  return tools.classifyLogits(tools.resizeRows(logits, plan, image, classes), classes, probabilities);
}
