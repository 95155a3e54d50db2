/** MaxPoolGrad and AvgPoolGrad on the heap. */
import { div, fill, type Tensor4D, type TensorInfo, tidy } from '@tensorflow/tfjs-core';
import { windowSizes } from '../composed/pooling.js';
import { type Geometry, type PoolingAttributes, poolingGeometry } from '../geometry.js';
import type { Heap } from '../heap.js';
import { runDepthwiseInputGradient } from './depthwise-input-gradient.js';

export function maxPoolGradient(
  heap: Heap,
  { dy, input }: { dy: TensorInfo; input: TensorInfo },
  attributes: PoolingAttributes,
): TensorInfo | undefined {
  if (input.dtype !== 'float32') return undefined;
  const g = poolingGeometry(input.shape, attributes);
  const dx = heap.output(input.shape);
  heap.kernels.maxPoolGradient(
    heap.address(input),
    heap.address(dy),
    heap.address(dx),
    g.batch,
    g.height,
    g.width,
    g.channels,
    ...g.kernel,
    g.outHeight,
    g.outWidth,
    ...g.strides,
    g.top,
    g.left,
  );
  return dx;
}

/** A window is a depthwise kernel of ones; columns first, then rows, so that the cost is their sum. */
export function avgPoolGradient(
  heap: Heap,
  { dy, input }: { dy: Tensor4D; input: TensorInfo },
  attributes: PoolingAttributes,
): TensorInfo {
  const g = poolingGeometry(input.shape, attributes);
  const [rows, columns] = g.kernel;
  const byColumns: Geometry = {
    ...g,
    height: g.outHeight,
    kernel: [1, columns],
    strides: [1, g.strides[1]],
    top: 0,
  };
  const byRows: Geometry = {
    ...g,
    outWidth: g.width,
    kernel: [rows, 1],
    strides: [g.strides[0], 1],
    left: 0,
  };
  const result: TensorInfo[] = [];
  tidy(() => {
    const whole = isWhole(g);
    const shares = whole ? dy : (div(dy, windowSizes(g)) as Tensor4D);
    const wide = runDepthwiseInputGradient(heap, shares, fill([1, columns, g.channels, 1], 1), byColumns);
    const weight = whole ? 1 / (rows * columns) : 1;
    result.push(runDepthwiseInputGradient(heap, wide, fill([rows, 1, g.channels, 1], weight), byRows));
    heap.dispose(wide);
  });
  return result[0];
}

/** Whether every window lies inside the image. */
function isWhole(g: Geometry): boolean {
  return (
    g.top === 0 &&
    g.left === 0 &&
    (g.outHeight - 1) * g.strides[0] + g.kernel[0] <= g.height &&
    (g.outWidth - 1) * g.strides[1] + g.kernel[1] <= g.width
  );
}
