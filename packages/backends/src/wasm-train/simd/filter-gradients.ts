/** Conv2DBackpropFilter and DepthwiseConv2dNativeBackpropFilter on the heap. */
import type { Tensor4D, TensorInfo } from '@tensorflow/tfjs-core';
import {
  type ConvolutionAttributes,
  convolutionGeometry,
  type Geometry,
  isPointwise,
  kernelArguments,
} from '../geometry.js';
import type { Heap } from '../heap.js';
import { type Job, runJobs } from '../jobs.js';
import { imageParts, partsOf } from '../parts.js';

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

function filterGradient(
  heap: Heap,
  { x, dy }: Inputs,
  attributes: FilterAttributes,
  name: 'conv2dFilterGradient' | 'depthwiseFilterGradient',
): TensorInfo {
  const { filterShape } = attributes;
  const g = convolutionGeometry(x.shape, filterShape, attributes, name === 'depthwiseFilterGradient');
  const dw = heap.output(filterShape);
  runJobs(heap, [filterGradientJob(heap, x, dy, dw, g, name)]);
  return dw;
}

export function filterGradientJob(
  { kernels, address }: Heap,
  x: TensorInfo,
  dy: TensorInfo,
  dw: TensorInfo,
  g: Geometry,
  name: 'conv2dFilterGradient' | 'depthwiseFilterGradient',
): Job {
  const outputs = dw.shape[3];
  const cuts =
    name === 'depthwiseFilterGradient'
      ? cutImages(g, g.channels * outputs)
      : isPointwise(g)
        ? cutPixels(g, outputs)
        : cutImages(g, outputs);
  const length = dw.shape.reduce((a, b) => a * b, 1);
  const sums = Math.ceil(length / 4) * 16;
  const bytes = kernels[`${name}Scratch`](
    g.channels, outputs, ...g.kernel, g.outWidth, g.strides[1], ...g.dilations,
  ); // biome-ignore format: one line of sizes
  const each = sums + Math.ceil(bytes / 16) * 16;
  const [from, given, to] = [address(x), address(dy), address(dw)];
  return {
    bytes: (each + sums) * cuts.length + kernels.sumRowsScratch(length),
    tasks: (scratch) =>
      cuts.map((part, i) => [
        name,
        from + 4 * part.x,
        given + 4 * part.dy,
        scratch + each * cuts.length + 4 * length * i,
        scratch + each * i,
        ...kernelArguments(part.geometry, outputs),
      ]),
    finish(scratch) {
      const parts = scratch + each * cuts.length;
      kernels.sumRows(parts, to, parts + sums * cuts.length, 1, cuts.length, length, 1);
    },
  };
}

interface Cut {
  /** Offsets of the part's images, in numbers. */
  x: number;
  dy: number;
  geometry: Geometry;
}

/** The sum over all pixels as several sums over some. */
function cutPixels(g: Geometry, outChannels: number): Cut[] {
  return partsOf(g.batch * g.height * g.width, 256).map(([begin, end]) => ({
    x: begin * g.channels,
    dy: begin * outChannels,
    geometry: { ...g, batch: 1, height: 1, outHeight: 1, width: end - begin, outWidth: end - begin },
  }));
}

/** The same by rows of dy: of a part's first row the input's rows begin above. */
function cutImages(g: Geometry, outChannels: number): Cut[] {
  return imageParts(g.batch, g.outHeight).map(({ image, begin, end }) => ({
    x: image * g.height * g.width * g.channels,
    dy: (image * g.outHeight + begin) * g.outWidth * outChannels,
    geometry: { ...g, batch: 1, outHeight: end - begin, top: g.top - begin * g.strides[0] },
  }));
}
