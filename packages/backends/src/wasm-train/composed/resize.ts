/**
 * Gradients of resizing where the backend's own are wrong: with half-pixel centers, for which it takes those of other
 * sampling points, and from a single row or column with aligned corners. Other cases are right there and left to it.
 */
import { avgPool, matMul, mul, reshape, type Tensor, type Tensor4D, tensor2d } from '@tensorflow/tfjs-core';

export interface ResizeAttributes {
  alignCorners: boolean;
  halfPixelCenters: boolean;
}

interface Images {
  dy: Tensor4D;
  images: Tensor4D;
}

export function resizeBilinearGradient(
  { dy, images }: Images,
  attributes: ResizeAttributes,
): Tensor | undefined {
  return isWrong(images, attributes) ? adjoint(dy, images.shape, attributes, bilinear) : undefined;
}

/** By a whole factor, as in upSampling2d, each pixel's copies are added up; that the backend does slowly. */
export function resizeNearestGradient(
  { dy, images }: Images,
  attributes: ResizeAttributes,
): Tensor | undefined {
  const factors = [dy.shape[1] / images.shape[1], dy.shape[2] / images.shape[2]] as [number, number];
  if (!attributes.alignCorners && factors.every(Number.isInteger)) {
    return mul(avgPool(dy, factors, factors, 'valid'), factors[0] * factors[1]);
  }
  return isWrong(images, attributes) ? adjoint(dy, images.shape, attributes, nearest) : undefined;
}

function isWrong({ shape }: Tensor4D, { alignCorners, halfPixelCenters }: ResizeAttributes): boolean {
  return halfPixelCenters || (alignCorners && (shape[1] === 1 || shape[2] === 1));
}

/** Adds the weights of the input elements under output element `out`. */
type Weigh = (
  out: number,
  scale: number,
  length: number,
  attributes: ResizeAttributes,
  add: (element: number, weight: number) => void,
) => void;

/** Rounded as the forward pass rounds, in float32: which of two pixels is nearer can hang on it. */
const nearest: Weigh = (out, scale, length, { alignCorners, halfPixelCenters }, add) => {
  const position = Math.fround((halfPixelCenters ? out + 0.5 : out) * Math.fround(scale));
  add(Math.min(alignCorners ? Math.round(position) : Math.floor(position), length - 1), 1);
};

const bilinear: Weigh = (out, scale, length, { halfPixelCenters }, add) => {
  const position = halfPixelCenters ? (out + 0.5) * scale - 0.5 : out * scale;
  const inside = Math.min(Math.max(position, 0), length - 1);
  const low = Math.floor(inside);
  add(low, 1 - (inside - low));
  add(Math.min(low + 1, length - 1), inside - low);
};

/** dx = R^T dy C: R and C are the interpolation matrices of rows and columns. */
function adjoint(
  dy: Tensor4D,
  [batch, height, width, channels]: Tensor4D['shape'],
  attributes: ResizeAttributes,
  weigh: Weigh,
): Tensor {
  const [, outHeight, outWidth] = dy.shape;
  const rows = tensor2d(matrix(height, outHeight, attributes, weigh), [height, outHeight]);
  const columns = tensor2d(matrix(width, outWidth, attributes, weigh), [width, outWidth]);
  const byRows = matMul(rows, reshape(dy, [batch, outHeight, outWidth * channels]));
  const byColumns = matMul(columns, reshape(byRows, [batch * height, outWidth, channels]));
  return reshape(byColumns, [batch, height, width, channels]);
}

/** [length, outLength], row-major: how much of input element i goes into output element o. */
function matrix(length: number, outLength: number, attributes: ResizeAttributes, weigh: Weigh): Float32Array {
  const corners = attributes.alignCorners && outLength > 1;
  const scale = corners ? (length - 1) / (outLength - 1) : length / outLength;
  const weights = new Float32Array(length * outLength);
  for (let out = 0; out < outLength; out++) {
    weigh(out, scale, length, attributes, (element, weight) => {
      weights[element * outLength + out] += weight;
    });
  }
  return weights;
}
