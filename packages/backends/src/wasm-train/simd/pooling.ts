/** Max pooling with its taps, MaxPoolGrad and AvgPoolGrad on the heap. */
import { div, fill, type Tensor4D, type TensorInfo, tidy } from '@tensorflow/tfjs-core';
import { windowSizes } from '../composed/pooling.js';
import { type Geometry, type PoolingAttributes, poolingGeometry } from '../geometry.js';
import type { Heap } from '../heap.js';
import { runJobs } from '../jobs.js';
import { imagesJob } from './convolutions.js';
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

type PoolInputs = { x: TensorInfo };

/** Maxima; padding never is one. */
export function maxPool(heap: Heap, { x }: PoolInputs, attributes: PoolingAttributes): TensorInfo {
  return pooled(heap, x, attributes, (y) => [y, 0]);
}

/** The number of the tap that holds the maximum of each window, counted row by row, the first of equals. */
export function maxPoolTaps(heap: Heap, { x }: PoolInputs, attributes: PoolingAttributes): TensorInfo {
  return pooled(heap, x, attributes, (taps) => [0, taps]);
}

/** The other way: numbers where the taps say, on an image of zeros. */
export function placeTaps(
  heap: Heap,
  { x, taps }: { x: TensorInfo; taps: TensorInfo },
  { inputShape, ...attributes }: PoolingAttributes & { inputShape: Tensor4D['shape'] },
): TensorInfo {
  const image = heap.output(inputShape);
  runPlaceTaps(heap, heap.address(x), taps, image, 0, poolingGeometry(inputShape, attributes));
  return image;
}

/** What an image holds where the taps say. */
export function takeTaps(
  heap: Heap,
  { image, taps }: { image: TensorInfo; taps: TensorInfo },
  attributes: PoolingAttributes,
): TensorInfo {
  const x = heap.output(taps.shape);
  runPlaceTaps(heap, heap.address(x), taps, image, 1, poolingGeometry(image.shape, attributes));
  return x;
}

function runPlaceTaps(
  { kernels, address }: Heap,
  x: number,
  taps: TensorInfo,
  image: TensorInfo,
  take: 0 | 1,
  g: Geometry,
): void {
  kernels.placeTaps(
    ...([x, address(taps), address(image), take] as const),
    ...([g.batch, g.height, g.width, g.channels, ...g.kernel] as const),
    ...([g.outHeight, g.outWidth, ...g.strides, g.top, g.left] as const),
  );
}

/** @param addresses Of the maxima and of their taps, from that of the output; 0 for what is not asked for. */
function pooled(
  heap: Heap,
  x: TensorInfo,
  attributes: PoolingAttributes,
  addresses: (output: number) => [y: number, taps: number],
): TensorInfo {
  const g = poolingGeometry(x.shape, attributes);
  const y = heap.output([g.batch, g.outHeight, g.outWidth, g.channels]);
  const job = imagesJob(g, heap.address(x), heap.address(y), g.channels, 0, (image, out, _, begin, end) => [
    'maxPool', image, ...addresses(out), g.height, g.width, g.channels, ...g.kernel, g.outWidth,
    ...g.strides, g.top, g.left, begin, end,
  ]); // biome-ignore format: one line of arguments
  runJobs(heap, [job]);
  return y;
}
