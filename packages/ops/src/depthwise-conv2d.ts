/**
 * Depthwise convolution with any stride and dilation and symmetric zero padding, with a first-order gradient.
 * Paper eq. (2) and (9): the "DSConv" of MiniSeg.
 */
import {
  batchToSpaceND,
  depthwiseConv2d as coreDepthwise,
  mul,
  pad,
  reshape,
  reverse,
  spaceToBatchND,
  stack,
  type Tensor,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import { isAccelerated, runAccelerated } from './accelerated.js';
import { check4D, checkOddKernel, checkPositiveInteger, currentBackend } from './check.js';
import { OpsError } from './errors.js';
import { imagePadding, inputUnderTaps, symmetricPadding } from './input-under-taps.js';
import { pixelSum } from './pixel-sum.js';
import { everyNth, zeroInsert } from './sampling.js';
import { type Strategy, strategy } from './strategy.js';
import { withGradient } from './with-gradient.js';

export interface DepthwiseConv2dOptions {
  /** Step between output pixels, both axes. Default 1. */
  strides?: number;
  /** Distance between kernel taps, both axes. Default 1. */
  dilations?: number;
}

/**
 * y[b, i, j, c] = sum over u, v of x[b, s i + d (u - p), s j + d (v - q), c] w[u, v, c, 0], zero outside x,
 * with stride s, dilation d and (p, q) the kernel's centre.
 *
 * @param x [batch, height, width, channels], float32.
 * @param filter [kernelHeight, kernelWidth, channels, 1], odd kernel sizes.
 * @returns [batch, ceil(height / s), ceil(width / s), channels].
 * @throws OpsError for other ranks, even kernels, another channel count, or a multiplier other than 1.
 * @example const y = depthwiseConv2d(x, filter, { strides: 2, dilations: 4 });
 */
export function depthwiseConv2d(
  x: Tensor4D,
  filter: Tensor4D,
  { strides = 1, dilations = 1 }: DepthwiseConv2dOptions = {},
): Tensor4D {
  currentBackend();
  check4D(x, 'The input of depthwiseConv2d');
  check4D(filter, 'The filter of depthwiseConv2d');
  checkOddKernel(filter, 'The filter of depthwiseConv2d');
  checkPositiveInteger(strides, 'strides of depthwiseConv2d');
  checkPositiveInteger(dilations, 'dilations of depthwiseConv2d');
  if (filter.shape[2] !== x.shape[3] || filter.shape[3] !== 1) {
    throw new OpsError(
      'shape',
      `The filter of depthwiseConv2d has shape [${filter.shape}] for an input with ${x.shape[3]} channels; ` +
        `it must be [height, width, ${x.shape[3]}, 1], one kernel for each channel.`,
    );
  }
  return withGradient(
    [x, filter],
    (save) => {
      save([x, filter]);
      return depthwiseForward(x, filter, strides, dilations);
    },
    (dy, [x, filter]) => depthwiseGradients(dy, x as Tensor4D, filter as Tensor4D, strides, dilations),
  );
}

/** The forward pass alone. `given` is there for tests: it forces another backend's way. */
export function depthwiseForward(
  x: Tensor4D,
  filter: Tensor4D,
  stride: number,
  dilation: number,
  given?: Strategy,
): Tensor4D {
  if (!given && isAccelerated('MiniSegDepthwiseConv2D')) {
    const attributes = { strides: stride, dilations: dilation };
    return runAccelerated('MiniSegDepthwiseConv2D', { x, filter }, attributes)[0] as Tensor4D;
  }
  const how = given ?? strategy();
  const [height, width] = [x.shape[1], x.shape[2]];
  if (dilation > 1 && stride > 1 && !how.nativeStridedDilation) {
    const size: [number, number] = [Math.ceil(height / stride), Math.ceil(width / stride)];
    // Every tap of a dilation that the stride divides lies on the subsampled grid.
    return dilation % stride === 0
      ? depthwiseForward(everyNth(x, stride, 0, 0, size), filter, 1, dilation / stride, how)
      : everyNth(depthwiseForward(x, filter, 1, dilation, how), stride, 0, 0, size);
  }
  if (dilation > 1 && !how.nativeDilation) {
    const [padRows, padColumns] = symmetricPadding(filter.shape, dilation);
    // Whole cells of dilation x dilation pixels, each pixel of a cell in a batch entry of its own.
    const fill = (length: number, padding: number) => padding + ((dilation - (length % dilation)) % dilation);
    const batches = spaceToBatchND(
      x,
      [dilation, dilation],
      [
        [padRows, fill(height + 2 * padRows, padRows)],
        [padColumns, fill(width + 2 * padColumns, padColumns)],
      ],
    );
    const filtered = coreDepthwise(batches, filter, 1, 'valid');
    return batchToSpaceND(
      filtered,
      [dilation, dilation],
      [
        [0, filtered.shape[1] * dilation - height],
        [0, filtered.shape[2] * dilation - width],
      ],
    );
  }
  const padding = imagePadding(filter.shape, dilation);
  if (!how.nativePadding) return coreDepthwise(pad(x, padding), filter, stride, 'valid');
  return coreDepthwise(x, filter, stride, padding, 'NHWC', dilation);
}

/** [d loss / d x, d loss / d filter] */
function depthwiseGradients(
  dy: Tensor4D,
  x: Tensor4D,
  filter: Tensor4D,
  stride: number,
  dilation: number,
): [Tensor4D, Tensor4D] {
  if (isAccelerated('MiniSegDepthwiseConv2DGradients')) {
    const attributes = { strides: stride, dilations: dilation };
    return runAccelerated('MiniSegDepthwiseConv2DGradients', { x, filter, dy }, attributes) as [
      Tensor4D,
      Tensor4D,
    ];
  }
  if (strategy().gradientKernels && isAccelerated('DepthwiseConv2dNativeBackpropInput')) {
    const attributes = {
      strides: [stride, stride],
      dilations: [dilation, dilation],
      pad: imagePadding(filter.shape, dilation),
      inputShape: x.shape,
      filterShape: filter.shape,
    };
    const [dx] = runAccelerated('DepthwiseConv2dNativeBackpropInput', { dy, filter }, attributes);
    const [dFilter] = runAccelerated('DepthwiseConv2dNativeBackpropFilter', { x, dy }, attributes);
    return [dx as Tensor4D, dFilter as Tensor4D];
  }
  return [
    inputGradient(dy, filter, x.shape, stride, dilation),
    filterGradient(dy, x, filter.shape, stride, dilation),
  ];
}

/** d loss / d x: the kernel turned by half a turn runs over dy, spread to the input's grid. */
function inputGradient(
  dy: Tensor4D,
  filter: Tensor4D,
  [, height, width]: Tensor4D['shape'],
  stride: number,
  dilation: number,
): Tensor4D {
  const turned = reverse(filter, [0, 1]);
  if (dilation % stride === 0) {
    return zeroInsert(depthwiseForward(dy, turned, 1, dilation / stride), stride, [height, width]);
  }
  return depthwiseForward(zeroInsert(dy, stride, [height, width]), turned, 1, dilation);
}

/** d loss / d filter, tap by tap: dw[u, v, c] = sum over pixels of dy times the input under that tap. */
function filterGradient(
  dy: Tensor4D,
  x: Tensor4D,
  [kernelHeight, kernelWidth, channels]: Tensor4D['shape'],
  stride: number,
  dilation: number,
): Tensor4D {
  const [, rows, columns] = dy.shape;
  const taps = inputUnderTaps(x, [kernelHeight, kernelWidth], [rows, columns], stride, dilation);
  const sums: Tensor[] = taps.map((tap) => pixelSum(mul(tap(), dy) as Tensor4D));
  return reshape(stack(sums), [kernelHeight, kernelWidth, channels, 1]) as Tensor4D;
}
