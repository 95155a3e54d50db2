/**
 * Gradients of dilated convolutions, which tfjs refuses on every backend (tfjs#7906). A gradient belongs to a kernel
 * name, not to a backend: where the active one is not wasm, dilation is refused as before.
 */
import {
  type Conv2DAttrs,
  type DepthwiseConv2dNativeAttrs,
  engine,
  type GradConfig,
  getBackend,
  registerGradient,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { BackendError } from '../errors.js';

const conv2d: GradConfig = {
  kernelName: 'Conv2D',
  inputsToSave: ['x', 'filter'],
  gradFunc: (dy, saved, attributes) => {
    const [x, filter] = saved;
    const { strides, pad, dataFormat, dilations, dimRoundingMode } = attributes as unknown as Conv2DAttrs;
    checkDilations(dilations, 'conv2d');
    const shared = { strides, pad, dataFormat, dimRoundingMode, dilations };
    return {
      x: () => run('Conv2DBackpropInput', { dy: dy as Tensor, filter }, { ...shared, inputShape: x.shape }),
      filter: () =>
        run('Conv2DBackpropFilter', { x, dy: dy as Tensor }, { ...shared, filterShape: filter.shape }),
    };
  },
};

const depthwise: GradConfig = {
  kernelName: 'DepthwiseConv2dNative',
  inputsToSave: ['x', 'filter'],
  gradFunc: (dy, saved, attributes) => {
    const [x, filter] = saved;
    const { strides, pad, dilations, dimRoundingMode } = attributes as unknown as DepthwiseConv2dNativeAttrs;
    checkDilations(dilations, 'depthwiseConv2d');
    const shared = { strides, pad, dimRoundingMode, dilations: dilations ?? [1, 1] };
    return {
      x: () =>
        run(
          'DepthwiseConv2dNativeBackpropInput',
          { dy: dy as Tensor, filter },
          { ...shared, inputShape: x.shape },
        ),
      filter: () =>
        run(
          'DepthwiseConv2dNativeBackpropFilter',
          { x, dy: dy as Tensor },
          { ...shared, filterShape: filter.shape },
        ),
    };
  },
};

/** Replaces tfjs's gradients of the two kernels; without dilation they do the same as before on every backend. */
export function registerDilatedGradients(): void {
  registerGradient(conv2d);
  registerGradient(depthwise);
}

function run(kernel: string, inputs: Record<string, Tensor>, attributes: object): Tensor {
  return engine().runKernel(kernel, inputs, attributes as never) as Tensor;
}

function checkDilations(dilations: number | number[] | undefined, op: string): void {
  const dilated = [dilations ?? 1].flat().some((dilation) => dilation !== 1);
  if (!dilated || getBackend() === 'wasm') return;
  throw new BackendError(
    'failed',
    `${op} has dilations [${dilations}] and the backend is '${getBackend()}', which has no gradient for dilated ` +
      "convolutions; train on 'wasm', or use the convolutions of @miniseg/ops.",
  );
}
