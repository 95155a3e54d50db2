/** Runs an engine's kernels one by one, to see where the time goes. */
import type { KernelCall as PoolCall } from '@miniseg/threads';
import { check, checkOptions } from '../check-options.js';
import type { KernelName } from '../kernel-module.js';
import type { Network, Shape } from '../network.js';
import { networkSize } from '../network-size.js';
import type { KernelCall, Output, Plan } from '../plan/plan.js';
import type { Size } from '../program/sizes.js';
import { type JobTools, runJob } from '../run-job.js';
import { type Profile, type ProfileOptions, profileRuns } from './profile.js';

/** What a profile needs of an engine. */
export interface ProfiledEngine {
  network: Network;
  memory: WebAssembly.Memory;
  threads: number;
  wide: boolean;
  tools: JobTools;
  plan(shape: Shape): Plan;
  /** Runs calls one after the other, each on all threads. */
  call(calls: PoolCall<KernelName>[]): void;
}

/** Rounds of the chains of multiply-adds in one call, and calls for each thread: so few that each is a piece of its own. */
const PEAK_ROUNDS = 20_000;
const PEAK_CALLS = 4;
/** Multiply-adds of a round: see `assembly/peak.ts`. */
const PEAK_ADDS = { narrow: 10 * 4, wide: 8 * 8 };

/** @throws {EngineError} as `Engine.profile` */
export function profileEngine(
  { network, memory, threads, wide, tools, ...engine }: ProfiledEngine,
  size: Size,
  options: ProfileOptions,
): Profile {
  checkOptions('Engine.profile', options, { rounds: 1 });
  const { rounds = 10 } = options;
  check(Number.isSafeInteger(rounds) && rounds > 0, 'rounds', rounds, 'it is a whole number of at least 1');
  const { height, width } = networkSize(size);
  const { shape, job } = network.imageJob(
    { data: new Uint8Array(height * width), height, width },
    { normalization: { mean: 0, std: 1 }, probabilities: false },
  );
  const plan = engine.plan(shape);
  const runOne = ({ kernel, args, rows, begin = 0 }: KernelCall & { begin?: number }) =>
    engine.call([{ kernel, args: [args], begin, end: rows }]);
  return profileRuns({
    ...{ program: network.programOf(shape), size: { height, width }, threads, wide, rounds },
    ...{ calls: plan.network, finish: plan.finish.mask },
    run: (timed) => {
      const call = (calls: (KernelCall & { begin?: number })[]) => {
        for (const each of calls) timed(each, () => runOne(each));
      };
      const run = (output: Output) => call([...plan.network, plan.finish[output]]);
      runJob({ memory, plan, run, call }, job, tools);
    },
    runPeak: () => {
      const calls = threads * PEAK_CALLS;
      engine.call([{ kernel: 'peak', args: [plan.scores, PEAK_ROUNDS], begin: 0, end: calls }]);
      return calls * PEAK_ROUNDS * PEAK_ADDS[wide ? 'wide' : 'narrow'];
    },
    memoryBytes: () => memory.buffer.byteLength,
  });
}
