/** Where the time of an image goes, step by step. */
import type { KernelName } from '../kernel-module.js';
import type { KernelCall } from '../plan/plan.js';
import { stepsOf } from '../plan/steps.js';
import type { Program, ProgramNode, Value } from '../program/program.js';
import { type Size, sizes } from '../program/sizes.js';
import { bytesMoved, multiplyAdds } from './count-work.js';

/** One step of a program: a node, or what makes the mask of the last one. */
export interface StepProfile {
  /** Its number, what it computes, and the size of that, such as `12 conv 3x3 64x64x128`. */
  name: string;
  op: ProgramNode['op'] | 'classify';
  /** Which kernel computes it. */
  kernel: KernelName;
  /** The node of the program; absent for the last step. */
  value?: Value;
  /** Of the fastest round. */
  milliseconds: number;
  /** Of its convolutions and products. */
  multiplyAdds: number;
  /** Share of what the machine can multiply and add in that time, from 0 to about 1. */
  ofPeak: number;
  /** Of maps read and written, each once, and of weights. */
  bytes: number;
}

/** What `profile` measured. */
export interface Profile extends Size {
  threads: number;
  /** Whether vectors have 256 bits. */
  wide: boolean;
  /** Multiply-adds in a second on registers alone, on all threads, measured beside the steps. */
  peak: number;
  /** Of the fastest whole run. */
  milliseconds: number;
  multiplyAdds: number;
  ofPeak: number;
  /** In the order of the work. Times are of each step's own fastest round, and so add up to somewhat less than the whole. */
  steps: StepProfile[];
  /** Of the memory that weights and maps share. */
  memoryBytes: number;
}

/** Options of `profile`. */
export interface ProfileOptions {
  /** How often everything runs; the fastest counts. Default 10. */
  rounds?: number;
}

/** What a profile is measured on. */
export interface Profiled {
  program: Program;
  size: Size;
  calls: readonly KernelCall[];
  finish: KernelCall;
  threads: number;
  wide: boolean;
  rounds: number;
  /** Runs the image; each call goes through `timed`. */
  run(timed: (call: KernelCall, run: () => void) => void): void;
  /** Runs the chains of multiply-adds on all threads, and says how many there were. */
  runPeak(): number;
  memoryBytes(): number;
}

export function profileRuns(given: Profiled): Profile {
  const { program, size, calls, finish, threads, wide, rounds, run, runPeak } = given;
  const all = [...calls, finish];
  const placeOf = new Map(all.map(({ args }, place) => [args, place]));
  const best = all.map(() => Number.POSITIVE_INFINITY);
  let [whole, peak] = [Number.POSITIVE_INFINITY, 0];
  for (let round = 0; round < rounds; round++) {
    const times = all.map(() => 0);
    const start = performance.now();
    run((call, body) => {
      const began = performance.now();
      body();
      times[placeOf.get(call.args) as number] += performance.now() - began;
    });
    whole = Math.min(whole, performance.now() - start);
    for (const [place, time] of times.entries()) best[place] = Math.min(best[place], time);
    const began = performance.now();
    const done = runPeak();
    peak = Math.max(peak, (1000 * done) / (performance.now() - began));
  }
  const share = (macs: number, milliseconds: number) => (1000 * macs) / milliseconds / peak;
  const known = sizes(program, size);
  const steps = stepsOf(program).map(({ node, value, writes }, place): StepProfile => {
    const macs = multiplyAdds(node, program, known, value);
    return {
      name: nameOf(node, value, known[value]),
      ...{ op: node.op, kernel: all[place].kernel, value, milliseconds: best[place] },
      ...{ multiplyAdds: macs, ofPeak: share(macs, best[place]) },
      bytes: bytesMoved(node, writes, program, known),
    };
  });
  const { output, nodes } = program;
  const { height, width } = known[output];
  const logits = 4 * height * width * Math.ceil(nodes[output].channels / 4) * 4;
  steps.push({
    name: `mask ${size.height}x${size.width}`,
    ...{
      op: 'classify',
      kernel: finish.kernel,
      milliseconds: best[all.length - 1],
      multiplyAdds: 0,
      ofPeak: 0,
    },
    bytes: logits + size.height * size.width,
  });
  const macs = steps.reduce((sum, step) => sum + step.multiplyAdds, 0);
  return {
    ...{ ...size, threads, wide, peak, milliseconds: whole, multiplyAdds: macs, ofPeak: share(macs, whole) },
    ...{ steps, memoryBytes: given.memoryBytes() },
  };
}

function nameOf(node: ProgramNode, value: Value, { height, width }: Size): string {
  const window =
    node.op === 'conv'
      ? ` ${node.size}x${node.size}`
      : 'window' in node && 'kernel' in node.window
        ? ` ${node.window.kernel.join('x')}`
        : '';
  return `${value} ${node.op}${window} ${height}x${width}x${node.channels}`;
}
