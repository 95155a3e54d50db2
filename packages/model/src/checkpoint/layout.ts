/** Axis orders of tfjs and PyTorch, on plain arrays: exact, and without a backend. */
import type { WeightLayout } from './reference-keys.js';

interface Values {
  shape: number[];
  data: Float32Array;
}

/** For each axis of the tfjs layout, the PyTorch axis that it comes from. */
const FROM_TORCH: Record<WeightLayout, number[]> = {
  hwio: [2, 3, 1, 0],
  depthwise: [2, 3, 0, 1],
  vector: [0],
};

export function torchToTfjs(layout: WeightLayout, values: Values): Values {
  return permute(values, FROM_TORCH[layout]);
}

export function tfjsToTorch(layout: WeightLayout, values: Values): Values {
  const axes = FROM_TORCH[layout];
  return permute(
    values,
    axes.map((_, axis) => axes.indexOf(axis)),
  );
}

/** Output axis i is input axis `axes[i]`. */
function permute({ shape, data }: Values, axes: number[]): Values {
  if (axes.length !== shape.length) throw new RangeError(`${shape.length} axes, ${axes.length} wanted`);
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const newShape = axes.map((axis) => shape[axis]);
  const result = new Float32Array(data.length);
  const index = newShape.map(() => 0);
  for (let target = 0; target < data.length; target++) {
    result[target] = data[index.reduce((sum, position, i) => sum + position * strides[axes[i]], 0)];
    for (let axis = index.length - 1; axis >= 0; axis--) {
      if (++index[axis] < newShape[axis]) break;
      index[axis] = 0;
    }
  }
  return { shape: newShape, data: result };
}
