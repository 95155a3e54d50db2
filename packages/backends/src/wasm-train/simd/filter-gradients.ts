/** Conv2DBackpropFilter and DepthwiseConv2dNativeBackpropFilter on the heap. */
import type { Tensor4D, TensorInfo } from '@tensorflow/tfjs-core';
import {
  type ConvolutionAttributes,
  convolutionGeometry,
  type Geometry,
  isPointwise,
  kernelArguments,
} from '../geometry.js';
import type { Heap, KernelTask } from '../heap.js';
import { type Job, runJobs } from '../jobs.js';
import { imageParts, partsOf } from '../parts.js';
import { isDilatedAcross, type Pitches } from './convolutions.js';

type FilterAttributes = ConvolutionAttributes & { filterShape: Tensor4D['shape'] };

interface Inputs {
  x: TensorInfo;
  dy: TensorInfo;
}

export function conv2dFilterGradient(heap: Heap, inputs: Inputs, attributes: FilterAttributes): TensorInfo {
  return filterGradient(heap, inputs, attributes, 'conv2dFilterGradient');
}

export function depthwiseFilterGradient(
  heap: Heap,
  inputs: Inputs,
  attributes: FilterAttributes,
): TensorInfo {
  return filterGradient(heap, inputs, attributes, 'depthwiseFilterGradient');
}

type Kind = 'conv2dFilterGradient' | 'depthwiseFilterGradient';

function filterGradient(heap: Heap, { x, dy }: Inputs, attributes: FilterAttributes, name: Kind): TensorInfo {
  const { filterShape } = attributes;
  const g = convolutionGeometry(x.shape, filterShape, attributes, name === 'depthwiseFilterGradient');
  const dw = heap.output(filterShape);
  runJobs(heap, [filterGradientJob(heap, x, dy, dw, g, name)]);
  return dw;
}

export function filterGradientJob(
  heap: Heap,
  x: TensorInfo,
  dy: TensorInfo,
  dw: TensorInfo,
  g: Geometry,
  name: Kind,
): Job {
  const { kernels, address } = heap;
  const outputs = dw.shape[3];
  const pitches = {
    x: g.channels,
    y: name === 'depthwiseFilterGradient' ? g.channels * outputs : outputs,
  };
  const addresses = { x: address(x), dy: address(dy), dw: address(dw) };
  if (name === 'conv2dFilterGradient' && isDilatedAcross(g)) {
    return tapsGradientJob(heap, addresses, g, outputs, pitches);
  }
  const bytes = kernels[`${name}Scratch`](
    g.channels, outputs, ...g.kernel, g.outWidth, g.strides[1], ...g.dilations,
  ); // biome-ignore format: one line of sizes
  const cut = name === 'conv2dFilterGradient' && isPointwise(g) ? cutPixels : cutImages;
  return sumOfCuts(heap, { ...addresses, g, outputs, pitches, bytes, cut }, (x, dy, dw, scratch, part) => [
    name, x, dy, dw, scratch, ...kernelArguments(part, outputs),
  ]); // biome-ignore format: one line of arguments
}

/** The filter gradient of a convolution tap by tap, from some of the channels of the images at these addresses. */
export function tapsGradientJob(
  heap: Heap,
  addresses: { x: number; dy: number; dw: number },
  g: Geometry,
  outputs: number,
  pitches: Pitches,
): Job {
  const bytes = heap.kernels.filterGradientTapsScratch(g.channels, outputs, ...g.kernel);
  const cut = isPointwise(g) ? cutPixels : cutImages;
  return sumOfCuts(heap, { ...addresses, g, outputs, pitches, bytes, cut }, (x, dy, dw, scratch, part) => [
    'filterGradientTaps', x, dy, dw, scratch, ...kernelArguments(part, outputs), pitches.x, pitches.y,
  ]); // biome-ignore format: one line of arguments
}

interface FilterGradient {
  /** Addresses. */
  x: number;
  dy: number;
  dw: number;
  g: Geometry;
  outputs: number;
  pitches: Pitches;
  /** Scratch memory of one task. */
  bytes: number;
  /** How the sum over all pixels is shared out. */
  cut(g: Geometry): Cut[];
}

/** More memory than this is not spent on sums that run at the same time. */
const MOST_BYTES = 2 ** 26;

/** The sum over all pixels as several sums over some, and their sum. */
function sumOfCuts(
  { kernels }: Heap,
  { x, dy, dw, g, outputs, pitches, bytes, cut }: FilterGradient,
  task: (x: number, dy: number, dw: number, scratch: number, part: Geometry) => KernelTask,
): Job {
  const length = g.kernel[0] * g.kernel[1] * g.channels * outputs;
  const sums = Math.ceil(length / 4) * 16;
  const each = Math.ceil(bytes / 16) * 16;
  const fine = cut(g);
  const most = Math.floor(MOST_BYTES / (each + sums));
  const cuts = fine.length <= most ? fine : cutBatch(g, most);
  return {
    bytes: (each + sums) * cuts.length + kernels.sumRowsScratch(length),
    tasks: (scratch) =>
      cuts.map(({ pixel, outPixel, geometry }, i) =>
        task(
          x + 4 * pixel * pitches.x,
          dy + 4 * outPixel * pitches.y,
          scratch + each * cuts.length + 4 * length * i,
          scratch + each * i,
          geometry,
        ),
      ),
    finish(scratch) {
      const parts = scratch + each * cuts.length;
      kernels.sumRows(parts, dw, parts + sums * cuts.length, 1, cuts.length, length, 1);
    },
  };
}

interface Cut {
  /** First pixels of the part's images. */
  pixel: number;
  outPixel: number;
  geometry: Geometry;
}

/** Of a 1x1 convolution all pixels are one row. */
function cutPixels(g: Geometry): Cut[] {
  return partsOf(g.batch * g.height * g.width, 256).map(([begin, end]) => ({
    pixel: begin,
    outPixel: begin,
    geometry: { ...g, batch: 1, height: 1, outHeight: 1, width: end - begin, outWidth: end - begin },
  }));
}

/** By rows of dy: of a part's first row the input's rows begin above. */
function cutImages(g: Geometry): Cut[] {
  return imageParts(g.batch, g.outHeight).map(({ image, begin, end }) => ({
    pixel: image * g.height * g.width,
    outPixel: (image * g.outHeight + begin) * g.outWidth,
    geometry: { ...g, batch: 1, outHeight: end - begin, top: g.top - begin * g.strides[0] },
  }));
}

/** By images, into at most this many parts, and at least one. */
function cutBatch(g: Geometry, most: number): Cut[] {
  return partsOf(g.batch, 1, Math.max(1, most)).map(([begin, end]) => ({
    pixel: begin * g.height * g.width,
    outPixel: begin * g.outHeight * g.outWidth,
    geometry: { ...g, batch: end - begin },
  }));
}
