/** Label arrays: what is accepted, and how it becomes integers that can be counted fast. */
import { MetricsError } from './errors.js';

/** Class labels, one number per pixel, in row-major order. Float arrays must hold integers. */
export type LabelArray =
  | Uint8Array
  | Uint8ClampedArray
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array
  | readonly number[];

/**
 * The same labels as one of two array kinds, so that the loops that follow stay monomorphic (a loop that sees many
 * kinds of typed array runs several times slower). Byte arrays are not copied.
 *
 * @param what names the array in errors
 * @throws {MetricsError} `nan` or `not-integer`, with the value and its index
 */
export function integerLabels(labels: LabelArray, what: string): Uint8Array | Int32Array {
  if (labels instanceof Uint8Array || labels instanceof Int32Array) return labels;
  if (labels instanceof Uint8ClampedArray) {
    return new Uint8Array(labels.buffer, labels.byteOffset, labels.length);
  }
  // A native conversion: truncates fractions and wraps what does not fit, which the comparison below finds.
  const integers = new Int32Array(labels as ArrayLike<number>);
  for (let i = 0; i < integers.length; i++) {
    if (integers[i] !== labels[i]) throw notAnInteger(labels[i], i, what);
  }
  return integers;
}

function notAnInteger(value: unknown, index: number, what: string): MetricsError {
  if (Number.isNaN(value)) {
    return new MetricsError(
      'nan',
      `${what}[${index}] is NaN. Labels must be integers. Find out where the NaN comes from (often a diverged model or ` +
        'a missing value in the file); it cannot be scored.',
    );
  }
  return new MetricsError(
    'not-integer',
    `${what}[${index}] is ${String(value)}. Labels must be integers of at most 32 bits. ` +
      'Threshold probabilities (p > 0.5) or take the argmax of logits first; after resampling use nearest neighbor.',
  );
}

/** @throws {MetricsError} `invalid-argument` unless this is an array of numbers, for callers without a type checker */
export function checkLabelArray(labels: unknown, what: string): void {
  const isView = ArrayBuffer.isView(labels) && !(labels instanceof DataView);
  if ((isView || Array.isArray(labels)) && typeof (labels as ArrayLike<unknown>)[0] !== 'bigint') return;
  throw new MetricsError(
    'invalid-argument',
    `The ${what} is ${isView ? 'an array of bigints' : Object.prototype.toString.call(labels)}. It must be a typed ` +
      'array or an array of numbers: convert bigints with Int32Array.from(values, Number), pass tensors to ' +
      '@miniseg/metrics/tfjs.',
  );
}

/** @throws {MetricsError} `shape-mismatch` unless both arrays have the same length, or `invalid-argument` */
export function checkSameLength(prediction: LabelArray, truth: LabelArray): void {
  checkLabelArray(prediction, 'prediction');
  checkLabelArray(truth, 'truth');
  if (prediction.length !== truth.length) {
    throw new MetricsError(
      'shape-mismatch',
      `The prediction has ${prediction.length} pixels, the truth ${truth.length}. ` +
        'Both must have the same shape; resample one with nearest neighbor, and check that they belong together.',
    );
  }
}
