/** From tensors to label arrays: one read, nothing left behind. */

import {
  abs,
  any,
  argMax,
  cast,
  equal,
  greater,
  isNaN as isNaNTensor,
  logicalAnd,
  max,
  squeeze,
  sum,
  type Tensor,
  tidy,
  where,
} from '@tensorflow/tfjs-core';
import { check, checkOptions } from '../check-options.js';
import { MetricsError } from '../errors.js';
import type { LabelArray } from '../labels.js';

/**
 * What a tensor holds:
 * - `'labels'`: class numbers, `[...]` or `[..., 1]`, any dtype
 * - `'one-hot'`: `[..., classes]`, one 1 per pixel and else 0
 * - `'logits'`: `[..., classes]`, the largest wins; or `[..., 1]` for two classes, above 0 is class 1
 * - `'probabilities'`: `[..., classes]`, the largest wins; or `[..., 1]` for two classes, above 0.5 is class 1
 */
export type TensorFormat = 'labels' | 'one-hot' | 'logits' | 'probabilities';

/** Options of `readLabels`. */
export interface ReadLabelsOptions {
  format: TensorFormat;
  /** Number of classes: the last dimension of anything but labels (or 1 for two classes). */
  classes: number;
  /** Label for the all-zero rows of a one-hot tensor, which are an error otherwise. */
  ignore?: number;
}

// Marks, among labels, a pixel that has none: no label in use, and exact in float16 too.
const INVALID = -(2 ** 15);

/**
 * Class labels of a tensor. The reduction over classes runs on the tensor's backend, and what is read (once,
 * asynchronously) is one number per pixel. Leaves no tensor behind; the input stays the caller's.
 *
 * @throws {MetricsError} `nan` for logits and probabilities that are NaN, `not-one-hot`, `bad-shape` or `invalid-argument`
 *
 * @example
 * const labels = await readLabels(model.predict(x), { format: 'logits', classes: 2 });
 */
export async function readLabels(tensor: Tensor, options: ReadLabelsOptions): Promise<LabelArray> {
  const { format } = checkOptions('readLabels', options, { format: 1, classes: 1, ignore: 1 });
  pixelShape(tensor, options);
  if (format === 'labels') return tensor.data();
  const labels = tidy(() =>
    cast(format === 'one-hot' ? fromOneHot(tensor, options) : fromScores(tensor, format), 'int32'),
  );
  const values = (await labels.data().finally(() => labels.dispose())) as Int32Array;
  const invalid = values.indexOf(INVALID);
  if (invalid < 0) return values;
  if (format === 'one-hot') {
    throw new MetricsError(
      'not-one-hot',
      `The one-hot tensor has no single 1 at pixel ${invalid}. Every row along the last axis must hold one 1 and else ` +
        "0; pass ignore for rows of zeros, or format 'probabilities' to take the largest.",
    );
  }
  throw new MetricsError(
    'nan',
    `The ${format} are NaN at pixel ${invalid}. NaN cannot be scored: look for a diverged model or bad input values.`,
  );
}

/** @throws {MetricsError} `invalid-argument` unless this is a tensor, of this copy of tfjs or another */
export function checkTensor(tensor: Tensor, what: string): void {
  check(Array.isArray(tensor?.shape), what, tensor, 'give a tensor');
}

/** Shape without the class axis, if there is one. */
export function pixelShape(tensor: Tensor, { format, classes }: ReadLabelsOptions): number[] {
  checkTensor(tensor, 'The labels');
  const { shape } = tensor;
  if (format === 'labels') return shape;
  if (format !== 'one-hot' && format !== 'logits' && format !== 'probabilities') {
    throw new MetricsError(
      'invalid-argument',
      `The format is ${String(format)}. It must be 'labels', 'one-hot', 'logits' or 'probabilities'.`,
    );
  }
  const last = shape.at(-1);
  if (last !== classes && !(last === 1 && classes === 2 && format !== 'one-hot')) {
    throw new MetricsError(
      'bad-shape',
      `The ${format} tensor has shape [${shape}]. Its last dimension must be the number of classes, ${classes}` +
        `${classes === 2 && format !== 'one-hot' ? ' (or 1)' : ''}; for class numbers pass format 'labels'.`,
    );
  }
  return shape.slice(0, -1);
}

// Both branches of where are float32: wasm reads them as one type, whatever they are.

function fromScores(scores: Tensor, format: 'logits' | 'probabilities'): Tensor {
  const label =
    scores.shape.at(-1) === 1
      ? squeeze(greater(scores, format === 'logits' ? 0 : 0.5), [-1])
      : argMax(scores, -1);
  return where(any(isNaNTensor(scores), -1), INVALID, cast(label, 'float32'));
}

function fromOneHot(rows: Tensor, { ignore = INVALID }: ReadLabelsOptions): Tensor {
  const values = cast(rows, 'float32');
  const size = sum(abs(values), -1);
  // One 1 and else 0 is the only row with a largest value of 1 whose magnitudes add up to 1.
  const valid = logicalAnd(equal(size, 1), equal(max(values, -1), 1));
  return where(equal(size, 0), ignore, where(valid, cast(argMax(values, -1), 'float32'), INVALID));
}
