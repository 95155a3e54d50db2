/** Which target takes the least time for a slice on this machine: a graphics card is not always faster than its processor. */
import type { Program } from '@miniseg/engine';
import { type Tensor, type Tensor4D, zeros } from '@tensorflow/tfjs-core';
import type { Measured, Predictor, Target } from './predictor.js';

const SIDE = 256;
/** The first run compiles and takes memory; of the others the fastest counts. */
const ROUNDS = 3;
/** Whoever takes so many times as long as another need not show it again. */
const HOPELESS = 5;

/** What was measured in this session, by network and targets. */
const known = new Map<string, Measured>();

/**
 * @param makers What is available here, by target; at least one.
 * @returns The fastest, with what was measured where there was a choice. Measured once a session for each network.
 * @throws {CompileError} or whatever else the last maker throws, where none makes a predictor that runs.
 */
export async function fastest(
  program: Program,
  makers: Partial<Record<Target, () => Predictor | Promise<Predictor>>>,
): Promise<Predictor> {
  const targets = Object.keys(makers) as Target[];
  const make = async (target: Target) => (makers[target] as () => Predictor | Promise<Predictor>)();
  if (targets.length === 1) return make(targets[0]);
  const key = JSON.stringify([targets, program.nodes.map(({ op, channels }) => [op, channels])]);
  const before = known.get(key);
  if (before) return saying(await make(bestOf(before)), before);
  const measured: Measured = {};
  let kept: Predictor | undefined;
  let failure: unknown;
  for (const target of targets) {
    let predictor: Predictor | undefined;
    try {
      predictor = await make(target);
      measured[target] = await timeOf(predictor, program, Math.min(...Object.values(measured)));
    } catch (error) {
      failure = error;
    }
    const better = predictor && measured[target] !== undefined && bestOf(measured) === target;
    (better ? kept : predictor)?.dispose();
    if (better) kept = predictor;
  }
  if (!kept) throw failure;
  known.set(key, measured);
  return saying(kept, measured);
}

function bestOf(measured: Measured): Target {
  const [[best]] = Object.entries(measured).sort(([, a], [, b]) => a - b);
  return best as Target;
}

/** With both figures, also where the card is the slower one. */
function saying(predictor: Predictor, measured: Measured): Predictor {
  const figures = Object.entries(measured).map(([target, ms]) => `${target} takes ${ms.toFixed(1)} ms`);
  const reason = `Of a slice of ${SIDE} x ${SIDE} pixels, ${figures.join(' and ')} here.`;
  return Object.assign(predictor, { measured, reason });
}

/** @param best Of the others, in ms. */
async function timeOf(predictor: Predictor, program: Program, best: number): Promise<number> {
  const run = runOf(predictor, program);
  await run();
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const began = performance.now();
    await run();
    least = Math.min(least, performance.now() - began);
    if (least > HOPELESS * best) break;
  }
  return least;
}

function runOf(predictor: Predictor, { nodes, output, activation }: Program): () => Promise<unknown> {
  const [{ channels }] = nodes;
  const options = { normalization: { mean: 0.5, std: 0.25 }, probabilities: false };
  const slice = {
    data: Uint8Array.from({ length: SIDE * SIDE }, (_, i) => (i * 7919) % 251),
    width: SIDE,
    height: SIDE,
  };
  // Labels that overlap have no mask.
  if (activation !== 'sigmoid' || nodes[output].channels === 1)
    return () => predictor.segment(slice, options);
  return async () => {
    const x = zeros([1, SIDE, SIDE, channels]) as Tensor4D;
    const y: Tensor = await predictor.logits(x);
    await y.data();
    x.dispose();
    y.dispose();
  };
}
