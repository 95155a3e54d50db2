/** One op on one input, checked the same way on every backend. */
import type { Tensor } from '@tensorflow/tfjs-core';

/** An input: its shape, and its values in row-major order. */
export interface Sample {
  shape: number[];
  values: Float32Array;
}

/** What an op must give: its output, and the gradients of `sum(output * weights)` by each of the inputs. */
export interface KnownAnswer {
  output: ArrayLike<number>;
  gradients: ArrayLike<number>[];
}

/** An op with inputs, to be checked on a backend. */
export interface OpCase {
  /** Names it in tables: the op, then what is special about the case. */
  name: string;
  inputs: Sample[];
  /** Computes the op with functional tfjs ops, inside a tidy. */
  run(inputs: Tensor[]): Tensor;
  /**
   * The answer in plain JavaScript, in double precision. Without one the cpu backend's is taken.
   *
   * @param weights Of the elements of the output; the gradients are those of their weighted sum.
   */
  answer?(weights: (size: number) => Float32Array): KnownAnswer;
  /** Calls the gradient kernels themselves, for where tfjs's gradients are not registered. */
  backward?(inputs: Tensor[], output: Tensor, dy: Tensor): Tensor[];
  /** False where there is no gradient to ask for, as of argMax. Default true. */
  differentiable?: boolean;
  /** What a backend must do right to be of use to a segmentation network at all: nothing of it, by default. */
  essential?: 'forward' | 'gradient too';
}
