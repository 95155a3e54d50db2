/** UnsortedSegmentSum, the gradient of gathering, on the heap. */
import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { Heap } from '../heap.js';

export function unsortedSegmentSum(
  heap: Heap,
  { x, segmentIds }: { x: TensorInfo; segmentIds: TensorInfo },
  { numSegments }: { numSegments: number },
): TensorInfo | undefined {
  if (x.dtype !== 'float32' || segmentIds.dtype !== 'int32') return undefined;
  const [rows, ...inner] = x.shape;
  const y = heap.output([numSegments, ...inner]);
  heap.kernels.segmentSum(
    heap.address(x),
    heap.address(segmentIds),
    heap.address(y),
    rows,
    util.sizeFromShape(inner),
    numSegments,
  );
  return y;
}
