/**
 * Convolutions tap by tap, for what `ConvolutionKernels` does not take: dilation along the width, groups of channels. Pooling
 * with its taps, and gradients of activations. Conventions are those of `ConvolutionKernels`.
 */
import type { ConvolutionGeometry } from './convolution-kernels.js';

/** Convolutions as sums over the taps of their kernels, and their gradients. */
export interface TapsKernels {
  /**
   * `conv2d` for any dilation, from `channels` of the xPitch channels of x to `outputs` of the yPitch channels of y: both begin
   * at a group's first channel. `panels` as for `conv2d`.
   */
  convolveTaps(
    x: number,
    panels: number,
    y: number,
    scratch: number,
    height: number,
    width: number,
    channels: number,
    outputs: number,
    kernelHeight: number,
    kernelWidth: number,
    outWidth: number,
    strideHeight: number,
    strideWidth: number,
    dilationHeight: number,
    dilationWidth: number,
    top: number,
    left: number,
    begin: number,
    end: number,
    xPitch: number,
    yPitch: number,
  ): void;
  convolveTapsScratch(channels: number, kernelHeight: number, kernelWidth: number, outWidth: number): number;
  /** `packPanels` of some columns of a wider matrix, whose rows lie `pitch` numbers apart. */
  packGroupPanels(from: number, to: number, rows: number, columns: number, pitch: number): void;
  /** `packTurnedPanels` of some outputs of a wider filter, [taps, inputs, pitch]. */
  packTurnedGroupPanels(
    from: number,
    to: number,
    taps: number,
    inputs: number,
    outputs: number,
    pitch: number,
  ): void;

  /** `conv2dFilterGradient` from `channels` of x's xPitch and `outputs` of dy's dyPitch channels. */
  filterGradientTaps(
    x: number,
    dy: number,
    dw: number,
    scratch: number,
    ...geometryAndPitches: [...ConvolutionGeometry, xPitch: number, dyPitch: number]
  ): void;
  filterGradientTapsScratch(
    channels: number,
    outputs: number,
    kernelHeight: number,
    kernelWidth: number,
  ): number;

  /**
   * The maxima of the windows of one image, for its output's rows from `begin` to `end`, into y and the number of the tap that
   * holds each of them into `taps` (float32), the first of equals; address 0: not this one. Every window meets the image.
   */
  maxPool(
    x: number,
    y: number,
    taps: number,
    height: number,
    width: number,
    channels: number,
    kernelHeight: number,
    kernelWidth: number,
    outWidth: number,
    strideHeight: number,
    strideWidth: number,
    top: number,
    left: number,
    begin: number,
    end: number,
  ): void;
  /** image[pixel under the tap] += x, on zeros; with `take` x = image[pixel under the tap], or 0 where there is none. */
  placeTaps(
    x: number,
    taps: number,
    image: number,
    take: 0 | 1,
    batch: number,
    height: number,
    width: number,
    channels: number,
    kernelHeight: number,
    kernelWidth: number,
    outHeight: number,
    outWidth: number,
    strideHeight: number,
    strideWidth: number,
    top: number,
    left: number,
  ): void;

  /** dx = slope dy where low < y < high, 0 elsewhere. */
  clampGradient(
    dy: number,
    y: number,
    dx: number,
    length: number,
    low: number,
    high: number,
    slope: number,
  ): void;
  /** dx = dy times the slope of x relu6(x + 3) / 6. */
  hardSwishGradient(dy: number, x: number, dx: number, length: number): void;
}
