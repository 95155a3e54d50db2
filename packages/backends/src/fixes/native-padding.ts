/**
 * tfjs-node hands TensorFlow 'valid' and 'same' only: with any other padding the gradients of convolutions and average
 * pooling throw. Here the image is padded first, computed as 'valid', and the gradient cut back.
 */
import {
  backend_util,
  getKernel,
  mul,
  pad as padTensor,
  slice,
  type Tensor4D,
  tensor,
  tidy,
} from '@tensorflow/tfjs-core';
import { borrow, own } from './borrow.js';
import { insideCounts } from './inside-counts.js';
import { overrideKernel } from './override-kernel.js';

type Shape4D = [number, number, number, number];

/** Zeros before and after the rows and columns; undefined where TensorFlow knows the padding itself. */
interface Padding {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

interface ConvolutionAttributes {
  strides: [number, number] | number;
  pad: Parameters<typeof backend_util.computeConv2DInfo>[4];
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
  inputShape?: Shape4D;
  filterShape?: Shape4D;
}

const padImage = (image: Tensor4D, { top, bottom, left, right }: Padding): Tensor4D =>
  padTensor(image, [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ]);

const paddedShape = (
  [batch, height, width, channels]: Shape4D,
  { top, bottom, left, right }: Padding,
): Shape4D => [batch, height + top + bottom, width + left + right, channels];

function explicitPadding(
  image: Shape4D,
  filter: Shape4D,
  { strides, pad, dimRoundingMode }: ConvolutionAttributes,
  depthwise: boolean,
): Padding | undefined {
  const { padInfo } = backend_util.computeConv2DInfo(
    image,
    filter,
    strides,
    1,
    pad,
    dimRoundingMode,
    depthwise,
  );
  return padInfo.type === 'VALID' || padInfo.type === 'SAME' ? undefined : padInfo;
}

function repairInputGradient(kernelName: string, backendName: string, depthwise: boolean): boolean {
  return overrideKernel(kernelName, backendName, (stock) => ({ inputs, backend, attrs }) => {
    const attributes = attrs as unknown as ConvolutionAttributes;
    const shape = attributes.inputShape as Shape4D;
    const padding = explicitPadding(shape, inputs.filter?.shape as Shape4D, attributes, depthwise);
    if (!padding) return stock({ inputs, backend, attrs });
    return tidy(() => {
      const inputShape = paddedShape(shape, padding);
      const whole = stock({ inputs, backend, attrs: { ...attrs, inputShape, pad: 'valid' } });
      return slice(own(whole), [0, padding.top, padding.left, 0], shape);
    });
  });
}

function repairFilterGradient(kernelName: string, backendName: string, depthwise: boolean): boolean {
  return overrideKernel(kernelName, backendName, (stock) => ({ inputs, backend, attrs }) => {
    const attributes = attrs as unknown as ConvolutionAttributes;
    const shape = inputs.x?.shape as Shape4D;
    const padding = explicitPadding(shape, attributes.filterShape as Shape4D, attributes, depthwise);
    if (!padding) return stock({ inputs, backend, attrs });
    const x = tidy(() => padImage(borrow(inputs.x), padding));
    const gradient = stock({ inputs: { ...inputs, x }, backend, attrs: { ...attrs, pad: 'valid' } });
    x.dispose();
    return gradient;
  });
}

interface PoolAttributes {
  filterSize: [number, number] | number;
  strides: [number, number] | number;
  pad: 'valid' | 'same' | number;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** The average is over the pixels inside the image, so what `valid` gives over a padded one is multiplied. */
function poolFactors(shape: Shape4D, { filterSize, strides, pad, dimRoundingMode }: PoolAttributes) {
  const info = backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
  const { padInfo, filterHeight, filterWidth } = info;
  if (padInfo.type === 'VALID' || padInfo.type === 'SAME') return undefined;
  const rows = insideCounts(info.outHeight, info.inHeight, filterHeight, info.strideHeight, padInfo.top);
  const columns = insideCounts(info.outWidth, info.inWidth, filterWidth, info.strideWidth, padInfo.left);
  const factors = rows.flatMap((row) =>
    columns.map((column) => (filterHeight * filterWidth) / (row * column)),
  );
  return { padding: padInfo as Padding, factors, shape: [1, info.outHeight, info.outWidth, 1] as Shape4D };
}

function repairAvgPool(backendName: string): boolean {
  const forward = overrideKernel('AvgPool', backendName, (stock) => ({ inputs, backend, attrs }) => {
    const explicit = poolFactors(inputs.x?.shape as Shape4D, attrs as unknown as PoolAttributes);
    if (!explicit) return stock({ inputs, backend, attrs });
    return tidy(() => {
      const x = padImage(borrow(inputs.x), explicit.padding);
      const sums = own(stock({ inputs: { x }, backend, attrs: { ...attrs, pad: 'valid' } }));
      return mul(sums, tensor(explicit.factors, explicit.shape, 'float32'));
    });
  });
  const backward = overrideKernel('AvgPoolGrad', backendName, (stock) => ({ inputs, backend, attrs }) => {
    const shape = inputs.input?.shape as Shape4D;
    const explicit = poolFactors(shape, attrs as unknown as PoolAttributes);
    if (!explicit) return stock({ inputs, backend, attrs });
    return tidy(() => {
      const dy = mul(borrow(inputs.dy), tensor(explicit.factors, explicit.shape, 'float32'));
      const input = padImage(borrow(inputs.input), explicit.padding);
      const whole = stock({ inputs: { dy, input }, backend, attrs: { ...attrs, pad: 'valid' } });
      return slice(own(whole), [0, explicit.padding.top, explicit.padding.left, 0], shape);
    });
  });
  return forward && backward;
}

export function repairNativePadding(backendName: string): boolean {
  if (!getKernel('Conv2DBackpropInput', backendName)) return false;
  return [
    repairInputGradient('Conv2DBackpropInput', backendName, false),
    repairFilterGradient('Conv2DBackpropFilter', backendName, false),
    repairInputGradient('DepthwiseConv2dNativeBackpropInput', backendName, true),
    repairFilterGradient('DepthwiseConv2dNativeBackpropFilter', backendName, true),
    repairAvgPool(backendName),
  ].every(Boolean);
}
