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
  const outputs = filterShape[3];
  const cuts =
    name === 'depthwiseFilterGradient'
      ? cutImages(g, g.channels * outputs)
      : isPointwise(g)
        ? cutPixels(g, outputs)
        : cutImages(g, outputs);
  const dw = heap.output(filterShape);
  const length = filterShape.reduce((a, b) => a * b, 1);
  const sums = Math.ceil(length / 4) * 16;
  const bytes = heap.kernels[`${name}Scratch`](
    g.channels,
    outputs,
    ...g.kernel,
    g.outWidth,
    g.strides[1],
    ...g.dilations,
  );
  const each = sums + Math.ceil(bytes / 16) * 16;
  heap.withScratch(
    each * cuts.length + sums * cuts.length + heap.kernels.sumRowsScratch(length),
    (scratch) => {
      const parts = scratch + each * cuts.length;
      heap.run(
        cuts.map((part, i) => [
          name,
          heap.address(x) + 4 * part.x,
          heap.address(dy) + 4 * part.dy,
          parts + 4 * length * i,
          scratch + each * i,
          ...kernelArguments(part.geometry, outputs),
        ]),
      );
      heap.kernels.sumRows(parts, heap.address(dw), parts + sums * cuts.length, 1, cuts.length, length, 1);
    },
  );
  return dw;
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
