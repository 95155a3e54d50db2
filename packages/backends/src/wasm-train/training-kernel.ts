/** A kernel of this package: its fast form, and the form from other kernels that it is tested against. */
import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import type { Heap } from './heap.js';

// biome-ignore lint/suspicious/noExplicitAny: each kernel declares the inputs and attributes that it reads.
type Named = any;

/** Computes with kernels that the backend has, inside a `tidy`; undefined leaves a case to the backend's own kernel. */
export type Composed = (inputs: Named, attributes: Named) => Tensor | undefined;

/** Computes on the heap with SIMD; undefined leaves a case to the composition. */
export type Simd = (heap: Heap, inputs: Named, attributes: Named) => TensorInfo | undefined;

export interface TrainingKernel {
  /** The reference, and what runs where there is no SIMD. */
  composed?: Composed;
  simd?: Simd;
}
