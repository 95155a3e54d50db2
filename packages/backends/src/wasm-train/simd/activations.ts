/** Gradients of activations without weights. */
import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { Heap } from '../heap.js';
import { GRAIN, partsOf } from '../parts.js';

/** slope dy where low < y < high, 0 elsewhere: of ReLU, ReLU6 and h-sigmoid, from their results. */
export function clampGradient(
  heap: Heap,
  { dy, y }: { dy: TensorInfo; y: TensorInfo },
  { low, high, slope }: { low: number; high: number; slope: number },
): TensorInfo {
  const dx = heap.output(y.shape);
  const [given, of, to] = [heap.address(dy), heap.address(y), heap.address(dx)];
  heap.run(
    partsOf(util.sizeFromShape(y.shape), GRAIN).map(([begin, end]) => [
      'clampGradient', given + 4 * begin, of + 4 * begin, to + 4 * begin, end - begin, low, high, slope,
    ]), // biome-ignore format: one line of arguments
  );
  return dx;
}

/** Of x relu6(x + 3) / 6, from x. */
export function hardSwishGradient(heap: Heap, { dy, x }: { dy: TensorInfo; x: TensorInfo }): TensorInfo {
  const dx = heap.output(x.shape);
  const [given, of, to] = [heap.address(dy), heap.address(x), heap.address(dx)];
  heap.run(
    partsOf(util.sizeFromShape(x.shape), GRAIN).map(([begin, end]) => [
      'hardSwishGradient', given + 4 * begin, of + 4 * begin, to + 4 * begin, end - begin,
    ]), // biome-ignore format: one line of arguments
  );
  return dx;
}
