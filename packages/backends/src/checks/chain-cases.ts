/**
 * Ops after each other: what a backend hands out without copying it (the result of a cast, a reshape, a slice) and then misreads.
 * The answers are moved and copied numbers, and so exact.
 */
import {
  cast,
  concat,
  matMul,
  mul,
  oneHot,
  reshape,
  slice,
  split,
  sum,
  type Tensor,
  type Tensor2D,
  transpose,
} from '@tensorflow/tfjs-core';
import type { OpCase, Sample } from './op-case.js';
import { sample } from './samples.js';

/** Large enough for a program of its own on every backend. */
const SHAPE = [10, 15, 10];
const IMAGE = sample(SHAPE, 21);
/** Whole numbers from 0 to 4. */
const WHOLE: Sample = { shape: SHAPE, values: IMAGE.values.map((value) => Math.floor(2.5 * value + 2.5)) };
const ROWS = sample([12, 40], 22);

/** [a, b, c] -> [c, a, b] */
function moved(values: ArrayLike<number>, [a, b, c]: readonly number[]): Float32Array {
  return Float32Array.from({ length: a * b * c }, (_, i) => {
    const pixel = i % (a * b);
    return values[pixel * c + Math.floor(i / (a * b))];
  });
}

function chain(
  name: string,
  input: Sample,
  run: (x: Tensor) => Tensor,
  right: () => ArrayLike<number>,
): OpCase {
  return {
    name: `chain: ${name}`,
    inputs: [input],
    run: ([x]) => run(x),
    answer: () => ({ output: right(), gradients: [] }),
    differentiable: false,
    essential: 'forward',
  };
}

const pick = (values: ArrayLike<number>, indices: number[]) => indices.map((i) => values[i]);
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

/** Chains of ops with known answers, for `checkOps`: `checkAndRepair` runs them after `KNOWN_CASES`. */
export const CHAIN_CASES: readonly OpCase[] = [
  chain(
    'cast to int32, cast to float32, transpose',
    WHOLE,
    (x) => transpose(cast(cast(x, 'int32'), 'float32'), [2, 0, 1]),
    () => moved(WHOLE.values, SHAPE),
  ),
  chain(
    'cast to int32, cast to float32, matMul',
    { shape: [12, 40], values: ROWS.values.map((value) => Math.round(4 * value)) },
    (x) => {
      const whole = cast(cast(x, 'int32'), 'float32') as Tensor2D;
      return sum(matMul(whole, whole, false, true), 1);
    },
    () => {
      const values = ROWS.values.map((value) => Math.round(4 * value));
      const columns = range(0, 40).map((c) => range(0, 12).reduce((all, r) => all + values[40 * r + c], 0));
      return range(0, 12).map((r) =>
        columns.reduce((all, column, c) => all + column * values[40 * r + c], 0),
      );
    },
  ),
  chain(
    'oneHot, cast to float32, transpose',
    { shape: [150], values: WHOLE.values.slice(0, 150) },
    (x) => transpose(cast(oneHot(cast(x, 'int32'), 5), 'float32'), [1, 0]),
    () => range(0, 750).map((i) => (WHOLE.values[i % 150] === Math.floor(i / 150) ? 1 : 0)),
  ),
  chain(
    'reshape, slice, reshape, mul',
    IMAGE,
    (x) => mul(reshape(slice(reshape(x, [1500]), [601], [300]), [30, 10]), 2),
    () => Array.from(IMAGE.values.slice(601, 901), (value) => 2 * value),
  ),
  chain(
    'slice, slice, transpose',
    IMAGE,
    (x) => transpose(slice(slice(x, [2, 0, 0], [6, 15, 10]), [1, 0, 0], [4, 15, 10]), [2, 0, 1]),
    () => moved(IMAGE.values.slice(450, 1050), [4, 15, 10]),
  ),
  chain(
    'split, concat',
    ROWS,
    (x) => {
      const [left, right] = split(x, [10, 30], 1);
      return concat([right, left], 1);
    },
    () =>
      range(0, 12).flatMap((r) =>
        pick(ROWS.values, [...range(40 * r + 10, 40 * r + 40), ...range(40 * r, 40 * r + 10)]),
      ),
  ),
  chain(
    'transpose, reshape, slice',
    IMAGE,
    (x) => slice(reshape(transpose(x, [2, 0, 1]), [10, 150]), [3, 0], [4, 150]),
    () => moved(IMAGE.values, SHAPE).slice(450, 1050),
  ),
];
