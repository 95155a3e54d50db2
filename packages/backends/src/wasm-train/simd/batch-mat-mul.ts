/**
 * BatchMatMul with a transposed operand, the gradients of dense layers. The backend multiplies those number by number:
 * x^T y is summed up on the heap, x y^T is left to the backend after a transposition. Other products are the backend's.
 */
import { matMul, type Tensor, type TensorInfo, tidy, transpose, util } from '@tensorflow/tfjs-core';
import type { Heap } from '../heap.js';

export function batchMatMul(
  heap: Heap,
  { a, b }: { a: Tensor; b: Tensor },
  { transposeA, transposeB }: { transposeA: boolean; transposeB: boolean },
): TensorInfo | undefined {
  if (a.dtype !== 'float32' || b.dtype !== 'float32') return undefined;
  if (transposeB) {
    const axes = b.shape.map((_, axis) => axis);
    axes.push(...axes.splice(-2).reverse());
    return tidy(() => matMul(a, transpose(b, axes), transposeA, false));
  }
  const batch = a.shape.slice(0, -2);
  if (!transposeA || !util.arraysEqual(batch, b.shape.slice(0, -2))) return undefined;
  const [n, rows] = a.shape.slice(-2);
  const columns = b.shape[b.shape.length - 1];
  const y = heap.output([...batch, rows, columns]);
  // The kernel is that of a 1x1 convolution: pixels are what is summed over.
  heap.withScratch(heap.kernels.conv2dFilterGradientScratch(rows, columns, 1, 1, n, 1, 1, 1), (scratch) => {
    for (let matrix = 0; matrix < util.sizeFromShape(batch); matrix++) {
      heap.kernels.conv2dFilterGradient(
        heap.address(a) + 4 * matrix * n * rows,
        heap.address(b) + 4 * matrix * n * columns,
        heap.address(y) + 4 * matrix * rows * columns,
        scratch,
        ...[1, 1, n, rows, columns],
        ...[1, 1, 1, n],
        ...[1, 1, 1, 1, 0, 0],
      );
    }
  });
  return y;
}
