/** Conv2D and DepthwiseConv2dNative on the heap, in tasks for its threads; undefined leaves a case to the backend's kernel. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { type ConvolutionAttributes, convolutionGeometry, type Geometry, isPointwise } from '../geometry.js';
import type { Heap } from '../heap.js';
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
  if (!g || (g.dilations[1] > 1 && g.kernel[1] > 1)) return undefined;
  const outputs = filter.shape[3];
  const rows = g.kernel[0] * g.kernel[1] * g.channels;
  const y = heap.output([g.batch, g.outHeight, g.outWidth, outputs]);
  const from = heap.address(x);
  const to = heap.address(y);
  heap.withScratch(4 * heap.kernels.panelsLength(rows, outputs), (panels) => {
    heap.kernels.packPanels(heap.address(filter), panels, rows, outputs);
    if (isPointwise(g)) {
      // All pixels are one row.
      const parts = partsOf(g.batch * g.height * g.width, Math.max(64, Math.ceil(65536 / (rows * outputs))));
      heap.withScratch(SMALL * parts.length, (scratch) =>
        heap.run(
          parts.map(([begin, end], i) => [
            ...(['conv2d', from + 4 * begin * g.channels, panels, to + 4 * begin * outputs] as const),
            ...([scratch + SMALL * i, 1, end - begin, g.channels, outputs, 1, 1, end - begin] as const),
            ...([1, 1, 1, 0, 0, 0, 1] as const),
          ]),
        ),
      );
      return;
    }
    const bytes = heap.kernels.conv2dScratch(
      g.channels, ...g.kernel, g.outWidth, g.strides[1], g.dilations[0],
    ); // biome-ignore format: one line of sizes
    runImages(heap, g, from, to, outputs, bytes, (image, out, scratch, begin, end) => [
      ...(['conv2d', image, panels, out, scratch, g.height, g.width, g.channels, outputs] as const),
      ...([...g.kernel, g.outWidth, ...g.strides, g.dilations[0], g.top, g.left, begin, end] as const),
    ]);
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
  const bytes = heap.kernels.depthwiseConv2dScratch(
    g.channels, ...g.kernel, g.outWidth, g.strides[1], ...g.dilations,
  ); // biome-ignore format: one line of sizes
  const weights = heap.address(filter);
  runImages(
    heap,
    g,
    heap.address(x),
    heap.address(y),
    g.channels,
    bytes,
    (image, out, scratch, begin, end) => [
      ...(['depthwiseConv2d', image, weights, out, scratch, g.height, g.width, g.channels] as const),
      ...([...g.kernel, g.outWidth, ...g.strides, ...g.dilations, g.top, g.left, begin, end] as const),
    ],
  );
  return y;
}

/** Scratch of a convolution that reads its input where it is. */
const SMALL = 128;

function runImages(
  heap: Heap,
  g: Geometry,
  x: number,
  y: number,
  outputs: number,
  bytes: number,
  task: (
    image: number,
    out: number,
    scratch: number,
    begin: number,
    end: number,
  ) => Parameters<Heap['run']>[0][number],
): void {
  const parts = imageParts(g.batch, g.outHeight);
  // On 16-byte boundaries relative to each other; the kernels round their start up.
  const each = Math.ceil(bytes / 16) * 16;
  heap.withScratch(each * parts.length, (scratch) =>
    heap.run(
      parts.map(({ image, begin, end }, i) =>
        task(
          x + 4 * image * g.height * g.width * g.channels,
          y + 4 * image * g.outHeight * g.outWidth * outputs,
          scratch + each * i,
          begin,
          end,
        ),
      ),
    ),
  );
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
