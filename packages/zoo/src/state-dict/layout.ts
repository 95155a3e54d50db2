/** Axis orders of tfjs and PyTorch, on plain arrays: exact, fast enough for 60 million weights, and without a backend. */

/**
 * 'conv': [height, width, in / groups, out] here, [out, in / groups, height, width] there; for a transposed convolution
 * [height, width, out / groups, in] and [in, out / groups, height, width], which is the same turn. 'linear': [1, 1, in, out]
 * and [out, in]. 'scalar': [1, 1, 1, 1] and [1]. 'same': as it is.
 */
export type Layout = 'conv' | 'linear' | 'scalar' | 'same';

export interface Values {
  shape: readonly number[];
  data: Float32Array;
}

/** The shape that PyTorch has for one of tfjs. */
export function torchShape(layout: Layout, shape: readonly number[]): number[] {
  switch (layout) {
    case 'conv':
      return [shape[3], shape[2], shape[0], shape[1]];
    case 'linear':
      return [shape[3], shape[2]];
    case 'scalar':
      return [1];
    case 'same':
      return [...shape];
  }
}

/** @returns the values in tfjs's order; `shape` is PyTorch's. */
export function torchToTfjs(layout: Layout, { shape, data }: Values): Float32Array {
  if (layout !== 'conv' && layout !== 'linear') return Float32Array.from(data);
  const [out, inputs, height = 1, width = 1] = shape;
  return permute([out, inputs, height, width], data, [2, 3, 1, 0]);
}

/** @returns the values in PyTorch's order; `shape` is tfjs's. */
export function tfjsToTorch(layout: Layout, { shape, data }: Values): Float32Array {
  return layout === 'conv' || layout === 'linear'
    ? permute(shape, data, [3, 2, 0, 1])
    : Float32Array.from(data);
}

/** Output axis i is input axis `axes[i]`, of four. */
function permute(shape: readonly number[], data: Float32Array, axes: readonly number[]): Float32Array {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const [n0, n1, n2, n3] = axes.map((axis) => shape[axis]);
  const [s0, s1, s2, s3] = axes.map((axis) => strides[axis]);
  const result = new Float32Array(data.length);
  let at = 0;
  for (let i = 0; i < n0; i++) {
    for (let j = 0; j < n1; j++) {
      for (let k = 0; k < n2; k++) {
        let from = i * s0 + j * s1 + k * s2;
        for (let l = 0; l < n3; l++, from += s3) result[at++] = data[from];
      }
    }
  }
  return result;
}
