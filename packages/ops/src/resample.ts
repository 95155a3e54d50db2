/** Maps whose pixels are weighted sums of another map's, rows and columns apart: resizing and adaptive pooling. */
import { reshape, type Tensor4D, tensor2d } from '@tensorflow/tfjs-core';
import { product } from './right-factor.js';
import type { Pair } from './window.js';

/** Row-major [outLength, length]: how much of element i goes into output o. */
export interface Weights {
  length: number;
  outLength: number;
  values: Float32Array;
}

/** y = R x C^T for the rows R and the columns C: [batch, rows, columns, channels]. */
export function resample(x: Tensor4D, rows: Weights, columns: Weights): Tensor4D {
  return products(x, matrix(rows, false), matrix(columns, false), [rows.outLength, columns.outLength]);
}

/** Its adjoint: dx = R^T dy C. */
export function resampleAdjoint(dy: Tensor4D, rows: Weights, columns: Weights): Tensor4D {
  return products(dy, matrix(rows, true), matrix(columns, true), [rows.length, columns.length]);
}

function products(x: Tensor4D, rows: Float32Array, columns: Float32Array, size: Pair): Tensor4D {
  const [batch, height, width, channels] = x.shape;
  const byRows = product(tensor2d(rows, [size[0], height]), reshape(x, [batch, height, width * channels]));
  const byColumns = product(
    tensor2d(columns, [size[1], width]),
    reshape(byRows, [batch * size[0], width, channels]),
  );
  return reshape(byColumns, [batch, size[0], size[1], channels]) as Tensor4D;
}

function matrix({ length, outLength, values }: Weights, transposed: boolean): Float32Array {
  if (!transposed) return values;
  const turned = new Float32Array(values.length);
  for (let o = 0; o < outLength; o++) {
    for (let i = 0; i < length; i++) turned[i * outLength + o] = values[o * length + i];
  }
  return turned;
}

/** Each output is a mix of two neighbors: `position(o)` says where between the elements it lies. */
export function interpolation(length: number, outLength: number, position: (out: number) => number): Weights {
  const values = new Float32Array(length * outLength);
  for (let out = 0; out < outLength; out++) {
    const at = Math.min(Math.max(position(out), 0), length - 1);
    const low = Math.floor(at);
    const high = Math.min(low + 1, length - 1);
    values[out * length + low] += 1 - (at - low);
    values[out * length + high] += at - low;
  }
  return { length, outLength, values };
}
