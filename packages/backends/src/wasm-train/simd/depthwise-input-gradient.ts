/** DepthwiseConv2dNativeBackpropInput on the heap. */
import type { Tensor4D, TensorInfo } from '@tensorflow/tfjs-core';
import {
  type ConvolutionAttributes,
  convolutionGeometry,
  type Geometry,
  kernelArguments,
} from '../geometry.js';
import type { Heap } from '../heap.js';
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
  const multiplier = filter.shape[3];
  const dx = heap.output([g.batch, g.height, g.width, g.channels]);
  const bytes = heap.kernels.depthwiseInputGradientScratch(
    g.width,
    g.channels,
    multiplier,
    ...g.kernel,
    ...g.strides,
    ...g.dilations,
    g.left,
  );
  const parts = imageParts(g.batch, g.height);
  const each = Math.ceil(bytes / 16) * 16;
  const outNumbers = g.outHeight * g.outWidth * g.channels * multiplier;
  heap.withScratch(each * parts.length, (scratch) =>
    heap.run(
      parts.map(({ image, begin, end }, i) => [
        'depthwiseInputGradient',
        heap.address(dy) + 4 * image * outNumbers,
        heap.address(filter),
        heap.address(dx) + 4 * (image * g.height + begin) * g.width * g.channels,
        scratch + each * i,
        ...kernelArguments({ ...g, batch: 1, height: end - begin, top: g.top + begin }, multiplier),
      ]),
    ),
  );
  return dx;
}
