/** Runs op cases on the backend in use, and says by how much each is off. */

import {
  dispose,
  engine,
  env,
  getBackend,
  setBackend,
  type Tensor,
  tensor,
  tidy,
} from '@tensorflow/tfjs-core';
import { check, checkOptions } from '../check-options.js';
import type { KnownAnswer, OpCase } from './op-case.js';
import { outputWeights } from './samples.js';

/** The largest absolute difference from the right values, or why there is none. */
export type Deviation = { error: number } | { failure: string };

/** How far an op is from its right values, forward and backward. */
export interface OpResult {
  name: string;
  forward: Deviation;
  /** Absent where it was not asked for or the op has none. */
  gradient?: Deviation;
}

/** Above this, a result is wrong and not merely rounded: the cases' values are near 1 (half floats reach 1e-2). */
export const WRONG_ABOVE = 1e-3;

/** Whether a result is no further off than rounding; what was not computed, undefined, counts as right. */
export function isRight(deviation: Deviation | undefined): boolean {
  if (deviation === undefined) return true;
  const isDeviation =
    typeof deviation === 'object' && deviation && ('error' in deviation || 'failure' in deviation);
  check(isDeviation, 'The deviation', deviation, 'it is { error } or { failure } of a result of checkOps');
  return 'error' in deviation && deviation.error <= WRONG_ABOVE;
}

/**
 * Checks `cases` on the current backend, asynchronously (a synchronous read can lose a WebGPU device).
 *
 * @returns One result per case; nothing throws because an op does.
 * @example
 * await useBackend('webgl');
 * for (const { name, forward } of await checkOps([...KNOWN_CASES])) console.log(name, forward);
 */
export async function checkOps(
  cases: readonly OpCase[],
  options: {
    /** Check gradients, too. Default true. */
    gradients?: boolean;
    /**
     * A backend that gives the right values where a case has no answer of its own. Default 'cpu'. Such cases are left
     * out where it is not registered.
     */
    reference?: string;
  } = {},
): Promise<OpResult[]> {
  const { gradients = true, reference = 'cpu' } = checkOptions('checkOps', options, {
    gradients: 1,
    reference: 1,
  });
  const areCases = Array.isArray(cases) && cases.every((each) => typeof each?.run === 'function');
  check(areCases, 'The cases', cases, 'give an array of them, such as KNOWN_CASES');
  const backend = getBackend();
  const results: OpResult[] = [];
  for (const opCase of cases) {
    let right: Answer;
    if (opCase.answer) right = opCase.answer(outputWeights);
    else if (engine().backendNames().includes(reference)) {
      right = await on(reference, backend, () => compute(opCase, gradients));
    } else continue;
    const seen = await compute(opCase, gradients);
    results.push({
      name: opCase.name,
      forward: deviation(seen.output, right.output),
      ...(seen.gradients && right.gradients ? { gradient: worst(seen.gradients, right.gradients) } : {}),
    });
  }
  return results;
}

type Values = ArrayLike<number> | Error;

interface Answer {
  output: KnownAnswer['output'] | Error;
  /** Undefined where there are none to compare. */
  gradients: KnownAnswer['gradients'] | Error | undefined;
}

async function on<T>(backend: string, then: string, body: () => Promise<T>): Promise<T> {
  if (backend === then) return body();
  await setBackend(backend);
  try {
    return await body();
  } finally {
    await setBackend(then);
  }
}

/** Small tensors are computed on the CPU by the GPU backends, which would check nothing. */
const FORWARDING = ['WEBGL_CPU_FORWARD', 'WEBGPU_CPU_FORWARD'];

/** tfjs-core alone registers no gradients, so the gradient kernels are called where a case names them. */
const NOT_REGISTERED = /gradient function not found/;

async function compute(opCase: OpCase, gradients: boolean): Promise<Answer> {
  const flags = env().getFlags();
  const forwarding = FORWARDING.filter((flag) => flag in flags).map(
    (flag) => [flag, env().getBool(flag)] as const,
  );
  for (const [flag] of forwarding) env().set(flag, false);
  const inputs = opCase.inputs.map(({ shape, values }) => tensor(values, shape, 'float32'));
  try {
    const output = await attempt(async () => (await read([tidy(() => opCase.run(inputs))]))[0]);
    if (!gradients || opCase.differentiable === false) return { output, gradients: undefined };
    if (output instanceof Error) return { output, gradients: new Error('the forward fails') };
    const byTfjs = await attempt(() => read(differentiate(opCase, inputs)));
    if (!(byTfjs instanceof Error && NOT_REGISTERED.test(byTfjs.message)))
      return { output, gradients: byTfjs };
    const { backward } = opCase;
    return {
      output,
      gradients: backward && (await attempt(() => read(runKernels({ ...opCase, backward }, inputs)))),
    };
  } finally {
    dispose(inputs);
    for (const [flag, value] of forwarding) env().set(flag, value);
  }
}

async function attempt<T>(body: () => Promise<T>): Promise<T | Error> {
  try {
    return await body();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

async function read(tensors: Tensor[]): Promise<ArrayLike<number>[]> {
  const values: ArrayLike<number>[] = [];
  try {
    for (const each of tensors) values.push(await each.data());
    return values;
  } finally {
    dispose(tensors);
  }
}

const weighted = (output: Tensor) => tensor(outputWeights(output.size), output.shape, 'float32');

/** The gradients of the weighted sum of the output by every input. */
function differentiate({ run }: OpCase, inputs: Tensor[]): Tensor[] {
  return tidy(() => {
    const dy = weighted(tidy(() => run(inputs)));
    try {
      return engine().gradients(() => run(inputs), inputs, dy).grads;
    } catch (error) {
      // A gradient that throws leaves behind what the forward saved for it.
      for (const { saved } of engine().state.activeTape ?? []) dispose(saved);
      throw error;
    }
  });
}

function runKernels(
  { run, backward }: OpCase & Required<Pick<OpCase, 'backward'>>,
  inputs: Tensor[],
): Tensor[] {
  return tidy(() => {
    const output = run(inputs);
    return backward(inputs, output, weighted(output));
  });
}

function deviation(seen: Values, right: Values): Deviation {
  if (seen instanceof Error) return { failure: firstLine(seen) };
  if (right instanceof Error) return { failure: `the reference fails: ${firstLine(right)}` };
  if (seen.length !== right.length) return { failure: `${seen.length} values instead of ${right.length}` };
  let error = 0;
  for (let i = 0; i < right.length; i++) {
    const difference = Math.abs(seen[i] - right[i]);
    // NaN compares false with everything.
    if (!(difference <= error)) error = difference;
    if (Number.isNaN(difference)) return { failure: `gives ${seen[i]} where ${right[i]} is right` };
  }
  return { error };
}

function worst(seen: ArrayLike<number>[] | Error, right: ArrayLike<number>[] | Error): Deviation {
  if (seen instanceof Error) return deviation(seen, []);
  if (right instanceof Error) return deviation([], right);
  const each = seen.map((values, i) => deviation(values, right[i]));
  const failure = each.find((one) => 'failure' in one);
  return failure ?? { error: Math.max(0, ...each.map((one) => ('error' in one ? one.error : 0))) };
}

const firstLine = (error: Error) => error.message.split('\n')[0];
