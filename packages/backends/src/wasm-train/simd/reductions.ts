/**
 * Sum and Mean over neighboring axes that leave the last one: over pixels, the gradient of every bias and the moments
 * of every batch normalization. The backend's own kernels transpose the image first. Other axes are left to them.
 */
import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { Heap } from '../heap.js';

export interface ReductionAttributes {
  axis: number | number[];
  keepDims?: boolean;
}

export function sum(
  heap: Heap,
  { x }: { x: TensorInfo },
  { axis, keepDims }: ReductionAttributes,
): TensorInfo | undefined {
  return reduce(heap, x, axis, keepDims ?? false, false);
}

export function mean(
  heap: Heap,
  { x }: { x: TensorInfo },
  { axis, keepDims }: ReductionAttributes,
): TensorInfo | undefined {
  return reduce(heap, x, axis, keepDims ?? false, true);
}

function reduce(
  heap: Heap,
  x: TensorInfo,
  axis: number | number[],
  keepDims: boolean,
  average: boolean,
): TensorInfo | undefined {
  const axes = util.parseAxisParam(axis, x.shape).sort((a, b) => a - b);
  const [first, last] = [axes[0], axes[axes.length - 1]];
  const neighbors = axes.length > 0 && last - first === axes.length - 1;
  if (x.dtype !== 'float32' || !neighbors || last === x.shape.length - 1) return undefined;
  const outer = util.sizeFromShape(x.shape.slice(0, first));
  const rows = util.sizeFromShape(x.shape.slice(first, last + 1));
  const columns = util.sizeFromShape(x.shape.slice(last + 1));
  if (outer * rows * columns === 0) return undefined;
  const middle = keepDims ? axes.map(() => 1) : [];
  const y = heap.output([...x.shape.slice(0, first), ...middle, ...x.shape.slice(last + 1)]);
  heap.withScratch(heap.kernels.sumRowsScratch(columns), (scratch) =>
    heap.kernels.sumRows(
      heap.address(x),
      heap.address(y),
      scratch,
      outer,
      rows,
      columns,
      average ? 1 / rows : 1,
    ),
  );
  return y;
}
