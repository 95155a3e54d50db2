/** Conv2D and DepthwiseConv2dNative on the heap, in tasks for its threads; undefined leaves a case to the backend's kernel. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { type ConvolutionAttributes, convolutionGeometry, type Geometry, isPointwise } from '../geometry.js';
import type { Heap, KernelTask } from '../heap.js';
import { type Job, runJobs } from '../jobs.js';
import { imageParts, partsOf } from '../parts.js';

interface Inputs {
  x: TensorInfo;
  filter: TensorInfo;
}

export function conv2d(
  heap: Heap,
  { x, filter }: Inputs,
  attributes: ConvolutionAttributes,
): TensorInfo | undefined {
  const g = geometryOf(x, filter, attributes, false);
  if (!g) return undefined;
  return convolve(heap, x, g, filter.shape[3], (panels) =>
    heap.kernels.packPanels(heap.address(filter), panels, rowsOf(g), filter.shape[3]),
  );
}

/** Rows of the matrix that a filter is: the numbers that an output is a sum of. */
function rowsOf({ kernel, channels }: Geometry): number {
  return kernel[0] * kernel[1] * channels;
}

/** Whether the taps of a kernel row lie apart: the kernels for neighboring taps do not take that. */
export const isDilatedAcross = ({ kernel, dilations }: Geometry): boolean =>
  kernel[1] > 1 && dilations[1] > 1;

/** A convolution of x with the weights that `pack` lays out in panels at an address. */
export function convolve(
  heap: Heap,
  x: TensorInfo,
  g: Geometry,
  outputs: number,
  pack: (panels: number) => void,
): TensorInfo {
  const rows = rowsOf(g);
  const y = heap.output([g.batch, g.outHeight, g.outWidth, outputs]);
  const from = heap.address(x);
  const to = heap.address(y);
  heap.withScratch(4 * heap.kernels.panelsLength(rows, outputs), (panels) => {
    pack(panels);
    if (isPointwise(g)) {
      // All pixels are one row.
      const parts = partsOf(g.batch * g.height * g.width, Math.max(64, Math.ceil(65536 / (rows * outputs))));
      heap.withScratch(SMALL * parts.length, (scratch) =>
        heap.run(
          parts.map(([begin, end], i) => [
            'conv2d', from + 4 * begin * g.channels, panels, to + 4 * begin * outputs, scratch + SMALL * i,
            1, end - begin, g.channels, outputs, 1, 1, end - begin, 1, 1, 1, 0, 0, 0, 1,
          ]), // biome-ignore format: one line of arguments
        ),
      );
      return;
    }
    if (isDilatedAcross(g)) {
      runJobs(heap, [tapsJob(heap, g, from, panels, to, outputs)]);
      return;
    }
    const bytes = heap.kernels.conv2dScratch(
      g.channels, ...g.kernel, g.outWidth, g.strides[1], g.dilations[0],
    ); // biome-ignore format: one line of sizes
    const job = imagesJob(g, from, to, outputs, bytes, (image, out, scratch, begin, end) => [
      'conv2d', image, panels, out, scratch, g.height, g.width, g.channels, outputs, g.kernel[0], g.kernel[1],
      g.outWidth, g.strides[0], g.strides[1], g.dilations[0], g.top, g.left, begin, end,
    ]); // biome-ignore format: one line of arguments
    runJobs(heap, [job]);
  });
  return y;
}

export function depthwiseConv2d(
  heap: Heap,
  { x, filter }: Inputs,
  attributes: ConvolutionAttributes,
): TensorInfo | undefined {
  const g = geometryOf(x, filter, attributes, true);
  if (!g || filter.shape[3] !== 1) return undefined;
  const y = heap.output([g.batch, g.outHeight, g.outWidth, g.channels]);
  runJobs(heap, [depthwiseJob(heap, x, filter, y, g)]);
  return y;
}

export function depthwiseJob(
  { kernels, address }: Heap,
  x: TensorInfo,
  filter: TensorInfo,
  y: TensorInfo,
  g: Geometry,
): Job {
  const bytes = kernels.depthwiseConv2dScratch(
    g.channels, ...g.kernel, g.outWidth, g.strides[1], ...g.dilations,
  ); // biome-ignore format: one line of sizes
  const weights = address(filter);
  return imagesJob(g, address(x), address(y), g.channels, bytes, (image, out, scratch, begin, end) => [
    'depthwiseConv2d', image, weights, out, scratch, g.height, g.width, g.channels, g.kernel[0], g.kernel[1],
    g.outWidth, g.strides[0], g.strides[1], g.dilations[0], g.dilations[1], g.top, g.left, begin, end,
  ]); // biome-ignore format: one line of arguments
}

/**
 * A convolution tap by tap, from g.channels of the pitches.x channels of an image at `x` to `outputs` of the pitches.y channels of
 * one at `y`.
 */
export function tapsJob(
  { kernels }: Heap,
  g: Geometry,
  x: number,
  panels: number,
  y: number,
  outputs: number,
  pitches: Pitches = { x: g.channels, y: outputs },
): Job {
  const bytes = kernels.convolveTapsScratch(g.channels, ...g.kernel, g.outWidth);
  return imagesJob(
    g,
    x,
    y,
    outputs,
    bytes,
    (image, out, scratch, begin, end) => [
      'convolveTaps', image, panels, out, scratch, g.height, g.width, g.channels, outputs, ...g.kernel, g.outWidth,
      ...g.strides, ...g.dilations, g.top, g.left, begin, end, pitches.x, pitches.y,
    ], // biome-ignore format: one line of arguments
    pitches,
  );
}

/** Channels from one pixel to the next, of the input and of the output. */
export interface Pitches {
  x: number;
  y: number;
}

/** Scratch of a convolution that reads its input where it is. */
const SMALL = 256;

/** A convolution's rows in parts, each with scratch memory of its own. */
export function imagesJob(
  g: Geometry,
  x: number,
  y: number,
  outputs: number,
  bytes: number,
  task: (image: number, out: number, scratch: number, begin: number, end: number) => KernelTask,
  pitches: Pitches = { x: g.channels, y: outputs },
): Job {
  const parts = imageParts(g.batch, g.outHeight);
  const each = Math.ceil(bytes / 16) * 16;
  const [step, outStep] = [4 * g.height * g.width * pitches.x, 4 * g.outHeight * g.outWidth * pitches.y];
  return {
    bytes: each * parts.length,
    tasks: (scratch) =>
      parts.map(({ image, begin, end }, i) =>
        task(x + step * image, y + outStep * image, scratch + each * i, begin, end),
      ),
  };
}

function geometryOf(
  x: TensorInfo,
  filter: TensorInfo,
  attributes: ConvolutionAttributes,
  depthwise: boolean,
): Geometry | undefined {
  const plain =
    x.dtype === 'float32' && filter.dtype === 'float32' && (attributes.dataFormat ?? 'NHWC') === 'NHWC';
  return plain && x.shape.length === 4
    ? convolutionGeometry(x.shape, filter.shape, attributes, depthwise)
    : undefined;
}
