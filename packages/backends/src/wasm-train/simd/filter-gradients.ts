/** Conv2DBackpropFilter and DepthwiseConv2dNativeBackpropFilter on the heap. */
import type { Tensor4D, TensorInfo } from '@tensorflow/tfjs-core';
import { type ConvolutionAttributes, convolutionGeometry, kernelArguments } from '../geometry.js';
import type { Heap } from '../heap.js';

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
  const dw = heap.output(filterShape);
  const bytes = heap.kernels[`${name}Scratch`](
    g.channels,
    outputs,
    ...g.kernel,
    g.outWidth,
    g.strides[1],
    ...g.dilations,
  );
  heap.withScratch(bytes, (scratch) =>
    heap.kernels[name](
      heap.address(x),
      heap.address(dy),
      heap.address(dw),
      scratch,
      ...kernelArguments(g, outputs),
    ),
  );
  return dw;
}
