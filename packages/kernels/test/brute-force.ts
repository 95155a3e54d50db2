/** Convolutions and gradients by their definition, in double precision: what the kernels are checked against. */

export interface Geometry {
  batch: number;
  height: number;
  width: number;
  channels: number;
  /** Of a dense convolution the output channels, of a depthwise one the multiplier. */
  outputs: number;
  kernel: [number, number];
  strides: [number, number];
  dilations: [number, number];
  /** Zeros before the first row and column, after the last row and column. */
  padding: { top: number; left: number; bottom: number; right: number };
}

export function outputSize({
  height,
  width,
  kernel,
  strides,
  dilations,
  padding,
}: Geometry): [number, number] {
  const size = (length: number, axis: 0 | 1) =>
    Math.floor((length - (kernel[axis] - 1) * dilations[axis] - 1) / strides[axis]) + 1;
  return [size(height + padding.top + padding.bottom, 0), size(width + padding.left + padding.right, 1)];
}

/** Calls `visit` with offsets of x, y and of the tap's first weight for every pixel that a tap meets. */
function forEachTap(geometry: Geometry, visit: (x: number, y: number, tap: number) => void): void {
  const { batch, height, width, kernel, strides, dilations, padding } = geometry;
  const [outHeight, outWidth] = outputSize(geometry);
  for (let b = 0; b < batch; b++)
    for (let i = 0; i < outHeight; i++)
      for (let j = 0; j < outWidth; j++)
        for (let u = 0; u < kernel[0]; u++)
          for (let v = 0; v < kernel[1]; v++) {
            const row = i * strides[0] + u * dilations[0] - padding.top;
            const column = j * strides[1] + v * dilations[1] - padding.left;
            if (row < 0 || row >= height || column < 0 || column >= width) continue;
            visit((b * height + row) * width + column, (b * outHeight + i) * outWidth + j, u * kernel[1] + v);
          }
}

export function conv2d(x: Float32Array, w: Float32Array, geometry: Geometry): Float64Array {
  const { batch, channels, outputs } = geometry;
  const [outHeight, outWidth] = outputSize(geometry);
  const y = new Float64Array(batch * outHeight * outWidth * outputs);
  forEachTap(geometry, (pixel, outPixel, tap) => {
    for (let c = 0; c < channels; c++)
      for (let o = 0; o < outputs; o++)
        y[outPixel * outputs + o] += x[pixel * channels + c] * w[(tap * channels + c) * outputs + o];
  });
  return y;
}

/** Multiplier 1. */
export function depthwiseConv2d(x: Float32Array, w: Float32Array, geometry: Geometry): Float64Array {
  const { batch, channels } = geometry;
  const [outHeight, outWidth] = outputSize(geometry);
  const y = new Float64Array(batch * outHeight * outWidth * channels);
  forEachTap(geometry, (pixel, outPixel, tap) => {
    for (let c = 0; c < channels; c++)
      y[outPixel * channels + c] += x[pixel * channels + c] * w[tap * channels + c];
  });
  return y;
}

export function conv2dFilterGradient(x: Float32Array, dy: Float32Array, geometry: Geometry): Float64Array {
  const { channels, outputs, kernel } = geometry;
  const dw = new Float64Array(kernel[0] * kernel[1] * channels * outputs);
  forEachTap(geometry, (pixel, outPixel, tap) => {
    for (let c = 0; c < channels; c++)
      for (let o = 0; o < outputs; o++)
        dw[(tap * channels + c) * outputs + o] += x[pixel * channels + c] * dy[outPixel * outputs + o];
  });
  return dw;
}

export function depthwiseFilterGradient(x: Float32Array, dy: Float32Array, geometry: Geometry): Float64Array {
  const { channels, outputs: multiplier, kernel } = geometry;
  const all = channels * multiplier;
  const dw = new Float64Array(kernel[0] * kernel[1] * all);
  forEachTap(geometry, (pixel, outPixel, tap) => {
    for (let o = 0; o < all; o++)
      dw[tap * all + o] += x[pixel * channels + Math.floor(o / multiplier)] * dy[outPixel * all + o];
  });
  return dw;
}

export function depthwiseInputGradient(dy: Float32Array, w: Float32Array, geometry: Geometry): Float64Array {
  const { batch, height, width, channels, outputs: multiplier } = geometry;
  const all = channels * multiplier;
  const dx = new Float64Array(batch * height * width * channels);
  forEachTap(geometry, (pixel, outPixel, tap) => {
    for (let o = 0; o < all; o++)
      dx[pixel * channels + Math.floor(o / multiplier)] += w[tap * all + o] * dy[outPixel * all + o];
  });
  return dx;
}

export function maxPoolGradient(x: Float32Array, dy: Float32Array, geometry: Geometry): Float64Array {
  const { channels } = geometry;
  const [outHeight, outWidth] = outputSize(geometry);
  const highest = new Map<number, number>();
  forEachTap(geometry, (pixel, outPixel) => {
    for (let c = 0; c < channels; c++) {
      const best = highest.get(outPixel * channels + c);
      if (best === undefined || x[pixel * channels + c] > x[best]) {
        highest.set(outPixel * channels + c, pixel * channels + c);
      }
    }
  });
  const dx = new Float64Array(x.length);
  for (let f = 0; f < geometry.batch * outHeight * outWidth * channels; f++) {
    const best = highest.get(f);
    if (best !== undefined) dx[best] += dy[f];
  }
  return dx;
}
