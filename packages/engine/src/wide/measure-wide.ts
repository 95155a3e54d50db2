/** Whether the kernels that are made for vectors of 256 bits are faster: both builds compute the same convolution in turn. */
import { decodeBase64 } from '@miniseg/threads';
import relaxed from '../generated/relaxed.js';
import wide from '../generated/wide.js';
import { LARGEST, memoryBudget } from '../memory-budget.js';
import { Network } from '../network.js';
import { applyImage } from '../plan/apply-image.js';
import type { Program } from '../program/program.js';
import type { CompileWide } from './wide-vectors.js';

/** Maps and weights stay in the cache that is next to the core. */
const CHANNELS = 48;
const SIZE = { height: 4, width: 32 };
const ROUNDS = 40;

const PROGRAM: Program = {
  nodes: [
    { op: 'input', channels: CHANNELS },
    {
      op: 'conv',
      inputs: [0],
      size: 1,
      strides: 1,
      channels: CHANNELS,
      filter: new Float32Array(CHANNELS ** 2).fill(0.01),
    },
  ],
  output: 1,
};

/** @returns Time of the kernels for 128 bits by that of those for 256, of the fastest rounds. */
export function measureWide(compile: CompileWide): number {
  const runs = [runner(compile(decodeBase64(relaxed)), false), runner(compile(decodeBase64(wide)), true)];
  const fastest = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let round = 0; round < ROUNDS; round++) {
    for (const [build, run] of runs.entries()) fastest[build] = Math.min(fastest[build], run());
  }
  return fastest[0] / fastest[1];
}

/** A function that gives the milliseconds of one run. */
function runner(module: WebAssembly.Module, isWide: boolean): () => number {
  const network = new Network(PROGRAM, isWide);
  const memory = new WebAssembly.Memory({ initial: 1 });
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const kernels = exports as Record<string, (...args: number[]) => void>;
  applyImage(memory, network.takeWeights(false));
  const budget = memoryBudget(undefined, LARGEST);
  const { plan, image } = network.plan({ ...SIZE, channels: CHANNELS }, 1, budget);
  applyImage(memory, image);
  return () => {
    const start = performance.now();
    // Clocks of pages are coarse.
    for (let i = 0; i < 8; i++)
      for (const { kernel, args, rows } of plan.network) kernels[kernel](args, 0, rows, 0);
    return performance.now() - start;
  };
}
