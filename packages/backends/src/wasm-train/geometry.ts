/** Sizes and padding of a convolution or pooling from the attributes that tfjs hands to a kernel. */
import { backend_util } from '@tensorflow/tfjs-core';
import { BackendError } from '../errors.js';

type Shape4D = [number, number, number, number];

export interface ConvolutionAttributes {
  strides: [number, number] | number;
  pad: 'valid' | 'same' | number | backend_util.ExplicitPadding;
  /** Not among tfjs's attributes of a gradient: our gradient functions hand it over. Default 1. */
  dilations?: [number, number] | number | null;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
  dataFormat?: 'NHWC' | 'NCHW';
}

export interface PoolingAttributes extends Omit<ConvolutionAttributes, 'dilations' | 'dataFormat'> {
  filterSize: [number, number] | number;
}

export interface Geometry {
  batch: number;
  height: number;
  width: number;
  channels: number;
  kernel: [number, number];
  outHeight: number;
  outWidth: number;
  strides: [number, number];
  dilations: [number, number];
  top: number;
  left: number;
}

export function convolutionGeometry(
  inShape: number[],
  filterShape: number[],
  { strides, pad, dilations, dimRoundingMode, dataFormat = 'NHWC' }: ConvolutionAttributes,
  depthwise: boolean,
): Geometry {
  if (dataFormat !== 'NHWC') {
    throw new BackendError(
      'failed',
      `The data format of a convolution is '${dataFormat}'; the wasm backend has 'NHWC' alone: transpose the images.`,
    );
  }
  return fromInfo(
    backend_util.computeConv2DInfo(
      inShape as Shape4D,
      filterShape as Shape4D,
      strides,
      dilations ?? 1,
      pad,
      dimRoundingMode,
      depthwise,
    ),
  );
}

export function poolingGeometry(
  inShape: number[],
  { filterSize, strides, pad, dimRoundingMode }: PoolingAttributes,
): Geometry {
  return fromInfo(
    backend_util.computePool2DInfo(inShape as Shape4D, filterSize, strides, 1, pad, dimRoundingMode),
  );
}

/** The geometry as the kernels take it; `outputs` is a dense convolution's, or a depthwise one's multiplier. */
export function kernelArguments(g: Geometry, outputs: number) {
  return [
    ...([g.batch, g.height, g.width, g.channels, outputs] as const),
    ...g.kernel,
    ...([g.outHeight, g.outWidth] as const),
    ...g.strides,
    ...g.dilations,
    ...([g.top, g.left] as const),
  ] as const;
}

/** A 1x1 convolution that meets each pixel once. */
export function isPointwise({
  kernel,
  strides,
  height,
  width,
  outHeight,
  outWidth,
  top,
  left,
}: Geometry): boolean {
  return (
    [...kernel, ...strides].every((n) => n === 1) &&
    outHeight === height &&
    outWidth === width &&
    top === 0 &&
    left === 0
  );
}

function fromInfo(info: backend_util.Conv2DInfo): Geometry {
  return {
    batch: info.batchSize,
    height: info.inHeight,
    width: info.inWidth,
    channels: info.inChannels,
    kernel: [info.filterHeight, info.filterWidth],
    outHeight: info.outHeight,
    outWidth: info.outWidth,
    strides: [info.strideHeight, info.strideWidth],
    dilations: [info.dilationHeight, info.dilationWidth],
    top: info.padInfo.top,
    left: info.padInfo.left,
  };
}
