import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generalPrograms } from '../../test/general-programs.js';
import { programs } from '../../test/random-program.js';
import { classifyPixels } from '../classify-logits.js';
import { kernelModule } from '../kernel-module.js';
import type { Program } from '../program/program.js';
import type { Size } from '../program/sizes.js';
import { twoClasses } from '../program/two-classes.js';
import { rowResizer } from '../row-resizer.js';
import { runJob } from '../run-job.js';
import { runStrips } from '../run-strips.js';
import { writeNormalized } from '../write-normalized.js';
import { applyImage } from './apply-image.js';
import { Heap } from './heap.js';
import { type KernelCall, type Plan, planProgram } from './plan.js';
import { planStrips } from './strips.js';
import { storeWeights } from './weights.js';

const TOOLS = { writeNormalized, rowResizer, classifyPixels, runStrips };
const { module } = await kernelModule({}, false);

/** Runs one program on several inputs, as one plan; strips of so many rows, or the whole image. */
function run(given: Program, size: Size, inputs: Float32Array[], rows?: number) {
  const program = twoClasses(given);
  const heap = new Heap();
  const weights = storeWeights(program, heap);
  const plan: Plan =
    rows === undefined
      ? planProgram(program, weights, size, heap, 1)
      : planStrips(program, weights, size, heap, 1, { rows, slack: rows % 3 ? 0.5 : 0 });
  const memory = new WebAssembly.Memory({ initial: 1 });
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  // What was in the memory before must not matter.
  memory.grow(8);
  new Float32Array(memory.buffer).fill(Number.NaN);
  applyImage(memory, heap.take());
  const call = (calls: (KernelCall & { begin?: number })[]) => {
    for (const { kernel, args, rows: end, begin = 0 } of calls)
      (exports[kernel] as (...args: number[]) => void)(args, begin, end, 0);
  };
  const runtime = {
    ...{ memory, plan, call },
    run: (output: keyof Plan['finish']) => call([...plan.network, plan.finish[output]]),
  };
  return inputs.map((values) => runJob(runtime, { values }, TOOLS).logits as Float32Array);
}

describe('strips', () => {
  it.each([
    ['of MiniSeg', programs, 60],
    ['of any kind', generalPrograms, 150],
  ] as const)('give the whole image to the bit, whatever their height, with nodes %s', (_, some, numRuns) => {
    fc.assert(
      fc.property(some, fc.integer({ min: 1, max: 24 }), ({ program, size, input }, rows) => {
        const other = input.map((value) => 1 - value);
        const [whole, strips] = [undefined, rows].map((height) => run(program, size, [input, other], height));
        for (const [i, logits] of whole.entries()) {
          expect(logits.every(Number.isFinite)).toBe(true);
          expect(strips[i].length).toBe(logits.length);
          expect(logits.findIndex((value, at) => value !== strips[i][at])).toBe(-1);
        }
      }),
      { numRuns, seed: 3 },
    );
  });
});
