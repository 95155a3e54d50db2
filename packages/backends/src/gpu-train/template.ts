/**
 * What a kernel for graphics cards is written in: templates in a small language that becomes WGSL for WebGPU and GLSL for
 * WebGL, so that every kernel exists once.
 *
 * A template has segments, each of which makes numbers of its own from shared inputs. WebGPU runs all of them in one program
 * side by side (a barrier costs more than most of them); WebGL runs one after the other.
 *
 * The language is the common part of C-like shaders: `int a = ...;`, `float b = ...;`, assignments, `for (int k = 0; k < n;
 * k++) { }`, `if () { }` always with braces, `pickf(condition, a, b)`, `float(a)`, `int(b)`, `inverseRoot(x)`. Inputs are read by
 * `at_name(index)`, numbers of the call are there by their names.
 */
import type { TensorInfo } from '@tensorflow/tfjs-core';

export interface Reduction {
  /** Sums `s0` ... that `term` adds to. */
  readonly sums: number;
  /** Runs before the first term and before the segment's code: what depends on the index `i` alone. */
  readonly prepare?: string;
  /** Adds what element `p` of those summed over contributes to index `i`. */
  readonly term: string;
}

/** Terms that are added up before their sum joins the others': in one row, late small terms vanish beside a large sum. */
export const BLOCK = 32;

export interface SegmentTemplate {
  /** Numbers `v0` ... for each index. */
  readonly values: number;
  /** The values of an index lie beside each other (default: all first values, then all second ones, and so on). */
  readonly interleaved?: boolean;
  readonly reduce?: Reduction;
  /** Sets the values of index `i`, from the sums where there are some. */
  readonly code: string;
}

export interface Template {
  readonly name: string;
  readonly inputs: readonly string[];
  /** Those of the inputs that hold whole numbers, read as such. Default: none. */
  readonly integerInputs?: readonly string[];
  readonly integers: readonly string[];
  readonly floats?: readonly string[];
  /** The numbers differ from call to call, so that it makes no sense to keep them. */
  readonly changing?: boolean;
  readonly segments: readonly SegmentTemplate[];
}

export interface SegmentCall {
  /** Indices. */
  readonly count: number;
  /** Elements that are summed over. */
  readonly over?: number;
  /** The tensors that the numbers are cut into, all of one size, from the first on. */
  readonly outputs: readonly (readonly number[])[];
  /** Also returns, as the last one, a tensor of all the numbers: tensors in it are `stride(size)` apart. */
  readonly whole?: boolean;
  /** Gradients of weights, which are read all together at the end of a step. */
  readonly pooled?: boolean;
  /** A tensor that an earlier call made, and that the results of this one will replace: they may take turns in its memory. */
  readonly replaces?: TensorInfo;
}

/** A backend that runs templates. */
export interface Gpu {
  readonly name: 'webgpu' | 'webgl';
  /** Sums that one thread of a reduction makes at once, without doing anything twice. */
  readonly tile: number;
  /** @returns the tensors of every segment */
  run(
    template: Template,
    inputs: readonly TensorInfo[],
    numbers: readonly number[],
    calls: readonly SegmentCall[],
  ): TensorInfo[][];
  /** From the start of one tensor of a segment to that of the next, in numbers. */
  stride(size: number): number;
  /** Whether its numbers are stored as whole ones: tfjs's cast to float32 may leave them so. */
  holdsIntegers(tensor: TensorInfo): boolean;
  /** Frees a tensor that the engine does not know. */
  release(tensor: TensorInfo): void;
  /** Any tensors as one vector. */
  flatten(tensors: readonly TensorInfo[]): TensorInfo;
  /** The reverse. */
  unflatten(x: TensorInfo, shapes: readonly (readonly number[])[]): TensorInfo[];
}

/** A template made once for each key: what is compiled is found by the template itself. */
export function remembered<K extends readonly unknown[]>(
  make: (...key: K) => Template,
): (...key: K) => Template {
  const made = new Map<string, Template>();
  return (...key) => {
    const name = key.join();
    let template = made.get(name);
    if (!template) {
      template = make(...key);
      made.set(name, template);
    }
    return template;
  };
}

export const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);
