/**
 * Gradients of convolutions and pooling, NHWC, float32. Addresses are byte offsets into the memory, sizes count
 * elements, padding counts the zeros before the first row and column. A kernel may read, never write, up to 12 bytes
 * beyond the end of an array. Its `...Scratch` twin says how many bytes of scratch memory it needs.
 */
export interface ConvolutionKernels {
  /**
   * y[i, j, o] = sum over u, v, c of x[s i + d u - top, s j + v - left, c] w[u, v, c, o] for the rows i from `begin` to
   * `end` of one image, with w as `packPanels` lays it out. No dilation along the width.
   */
  conv2d(
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
    top: number,
    left: number,
    begin: number,
    end: number,
  ): void;
  conv2dScratch(
    channels: number,
    kernelHeight: number,
    kernelWidth: number,
    outWidth: number,
    strideWidth: number,
    dilationHeight: number,
  ): number;
  /** [rows, columns] -> [ceil(columns / 8)][rows][8], filled up with zeros: `panelsLength` numbers. */
  packPanels(from: number, to: number, rows: number, columns: number): void;
  /** The panels of [taps * outputs, inputs] from a filter [taps, inputs, outputs], its taps in reverse order. */
  packTurnedPanels(from: number, to: number, taps: number, inputs: number, outputs: number): void;
  panelsLength(rows: number, columns: number): number;

  /** y[i, j, c] = sum over u, v of x[s i + d u - top, s j + d v - left, c] w[u, v, c] for rows of one image. */
  depthwiseConv2d(
    x: number,
    w: number,
    y: number,
    scratch: number,
    height: number,
    width: number,
    channels: number,
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
  ): void;
  depthwiseConv2dScratch(
    channels: number,
    kernelHeight: number,
    kernelWidth: number,
    outWidth: number,
    strideWidth: number,
    dilationHeight: number,
    dilationWidth: number,
  ): number;

  /** dw[u, v, c, o] = sum over b, i, j of x[b, s i + d u - top, s j + d v - left, c] dy[b, i, j, o]. */
  conv2dFilterGradient(
    x: number,
    dy: number,
    dw: number,
    scratch: number,
    ...geometry: ConvolutionGeometry
  ): void;
  conv2dFilterGradientScratch(
    channels: number,
    outputs: number,
    kernelHeight: number,
    kernelWidth: number,
    outWidth: number,
    strideWidth: number,
    dilationHeight: number,
    dilationWidth: number,
  ): number;

  /** dw[u, v, c, m] = sum over b, i, j of x[b, s i + d u - top, s j + d v - left, c] dy[b, i, j, c M + m]. */
  depthwiseFilterGradient(
    x: number,
    dy: number,
    dw: number,
    scratch: number,
    ...geometry: ConvolutionGeometry
  ): void;
  depthwiseFilterGradientScratch(
    channels: number,
    multiplier: number,
    kernelHeight: number,
    kernelWidth: number,
    outWidth: number,
    strideWidth: number,
    dilationHeight: number,
    dilationWidth: number,
  ): number;

  /** The adjoint of depthwise convolution in its input: dx [batch, height, width, channels]. */
  depthwiseInputGradient(
    dy: number,
    w: number,
    dx: number,
    scratch: number,
    ...geometry: ConvolutionGeometry
  ): void;
  depthwiseInputGradientScratch(
    width: number,
    channels: number,
    multiplier: number,
    kernelHeight: number,
    kernelWidth: number,
    strideHeight: number,
    strideWidth: number,
    dilationHeight: number,
    dilationWidth: number,
    left: number,
  ): number;

  /** Each dy goes to the highest pixel of its window, the first of equals; padding is never the highest. */
  maxPoolGradient(
    x: number,
    dy: number,
    dx: number,
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

  /** y[ids[r], c] += x[r, c] for the ids (int32) between 0 and segments - 1, after y was set to zero. */
  segmentSum(x: number, ids: number, y: number, rows: number, columns: number, segments: number): void;

  /** to[b, s i + row, s j + column, :] = from[b, i, j, :] where that lies in `to`, [batch, height, width, channels]. */
  spreadPixels(
    from: number,
    to: number,
    batch: number,
    rows: number,
    columns: number,
    channels: number,
    height: number,
    width: number,
    strideHeight: number,
    strideWidth: number,
    row: number,
    column: number,
  ): void;

  /** y[o, c] = scale * sum over r of x[o, r, c]. */
  sumRows(
    x: number,
    y: number,
    scratch: number,
    outer: number,
    rows: number,
    columns: number,
    scale: number,
  ): void;
  sumRowsScratch(columns: number): number;
}

/** Of a convolution from an input of height x width x channels: `outputs` of a dense one, the multiplier of a depthwise one. */
export type ConvolutionGeometry = [
  batch: number,
  height: number,
  width: number,
  channels: number,
  outputsOrMultiplier: number,
  kernelHeight: number,
  kernelWidth: number,
  outHeight: number,
  outWidth: number,
  strideHeight: number,
  strideWidth: number,
  dilationHeight: number,
  dilationWidth: number,
  top: number,
  left: number,
];
