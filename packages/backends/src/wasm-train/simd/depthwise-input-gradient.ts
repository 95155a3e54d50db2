/** DepthwiseConv2dNativeBackpropInput on the heap. */
import type { Tensor4D, TensorInfo } from '@tensorflow/tfjs-core';
import {
  type ConvolutionAttributes,
  convolutionGeometry,
  type Geometry,
  kernelArguments,
} from '../geometry.js';
import type { Heap } from '../heap.js';
import { type Job, runJobs } from '../jobs.js';
import { imageParts } from '../parts.js';

export function depthwiseInputGradient(
  heap: Heap,
  { dy, filter }: { dy: TensorInfo; filter: TensorInfo },
  attributes: ConvolutionAttributes & { inputShape: Tensor4D['shape'] },
): TensorInfo {
  const g = convolutionGeometry(attributes.inputShape, filter.shape, attributes, true);
  return runDepthwiseInputGradient(heap, dy, filter, g);
}

/** The same from a geometry; the filter is [kernelHeight, kernelWidth, channels, multiplier]. */
export function runDepthwiseInputGradient(
  heap: Heap,
  dy: TensorInfo,
  filter: TensorInfo,
  g: Geometry,
): TensorInfo {
  const dx = heap.output([g.batch, g.height, g.width, g.channels]);
  runJobs(heap, [inputGradientJob(heap, dy, filter, dx, g)]);
  return dx;
}

export function inputGradientJob(
  { kernels, address }: Heap,
  dy: TensorInfo,
  filter: TensorInfo,
  dx: TensorInfo,
  g: Geometry,
): Job {
  const multiplier = filter.shape[3];
  const bytes = kernels.depthwiseInputGradientScratch(
    g.width, g.channels, multiplier, ...g.kernel, ...g.strides, ...g.dilations, g.left,
  ); // biome-ignore format: one line of sizes
  const parts = imageParts(g.batch, g.height);
  const each = Math.ceil(bytes / 16) * 16;
  const outNumbers = g.outHeight * g.outWidth * g.channels * multiplier;
  const [from, weights, to] = [address(dy), address(filter), address(dx)];
  return {
    bytes: each * parts.length,
    tasks: (scratch) =>
      parts.map(({ image, begin, end }, i) => [
        'depthwiseInputGradient',
        from + 4 * image * outNumbers,
        weights,
        to + 4 * (image * g.height + begin) * g.width * g.channels,
        scratch + each * i,
        ...kernelArguments({ ...g, batch: 1, height: end - begin, top: g.top + begin }, multiplier),
      ]),
  };
}
