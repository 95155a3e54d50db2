import { div, exp, log, max, sub, sum, type Tensor, transpose } from '@tensorflow/tfjs-core';

/**
 * `[..., classes]` to `[classes, ...]`. The losses compute in this layout: broadcasting and sums then run over whole
 * planes instead of two or three numbers at a time, and a broadcast takes wasm a tenth of the time.
 */
export function classFirst(x: Tensor): Tensor {
  return transpose(x, [x.rank - 1, ...Array(x.rank - 1).keys()]);
}

/** Back again. */
export function classLast(x: Tensor): Tensor {
  return transpose(x, [...Array(x.rank).keys()].slice(1).concat(0));
}

export interface Softmax {
  /** `[classes, ...]`, as the other two but for the first axis. */
  probabilities: Tensor;
  /** Logits less the largest of their pixel: 0 or below. */
  shifted: Tensor;
  /** `[...]`: the logarithm of a sum between 1 and the number of classes. `shifted - logSum` is the log-softmax. */
  logSum: Tensor;
}

/** The softmax of logits `[..., classes]`, finite for all finite logits. */
export function softmax(logits: Tensor): Softmax {
  const shifted = sub(classFirst(logits), max(logits, -1));
  const powers = exp(shifted);
  const total = sum(powers, 0);
  return { probabilities: div(powers, total), shifted, logSum: log(total) };
}

/** One number for each class, to be broadcast over `[classes, ...]` of this rank. */
export function overClasses(rank: number): number[] {
  return [-1, ...new Array(rank - 1).fill(1)];
}
