/** Convolutions and pooling with any window as nested loops in float64, with their gradients. */
import type { Image } from './brute-force.js';

type Pair = [number, number];

export interface LoopWindow {
  kernel: Pair;
  strides: Pair;
  dilations?: Pair;
  padding: Pair;
}

const at = ({ shape }: Image, b: number, y: number, x: number, c: number) =>
  ((b * shape[1] + y) * shape[2] + x) * shape[3] + c;

export const zeros = (shape: Image['shape']): Image => ({
  shape,
  data: new Float64Array(shape.reduce((a, b) => a * b)),
});

/** Calls `visit` for each output pixel and each tap of its window, with the pixel that it meets, inside the image or not. */
export function slide(
  { kernel, strides, dilations = [1, 1], padding }: LoopWindow,
  [rows, columns]: Pair,
  visit: (out: Pair, pixel: Pair, tap: Pair) => void,
): void {
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++)
      for (let u = 0; u < kernel[0]; u++)
        for (let v = 0; v < kernel[1]; v++)
          visit(
            [i, j],
            [i * strides[0] + u * dilations[0] - padding[0], j * strides[1] + v * dilations[1] - padding[1]],
            [u, v],
          );
}

/** Of a convolution; filter [kernelHeight, kernelWidth, in / groups, out]. */
export function convolveLoops(
  x: Image,
  filter: Image,
  window: LoopWindow,
  groups: number,
  dyData?: Float32Array,
) {
  const [batch, height, width] = x.shape;
  const [, , perGroup, outputs] = filter.shape;
  const { kernel, strides, dilations = [1, 1], padding } = window;
  const size = ([0, 1] as const).map(
    (axis) =>
      Math.floor(
        (x.shape[axis + 1] + 2 * padding[axis] - dilations[axis] * (kernel[axis] - 1) - 1) / strides[axis],
      ) + 1,
  ) as Pair;
  const y = zeros([batch, ...size, outputs]);
  const [dx, dFilter] = [zeros(x.shape), zeros(filter.shape)];
  for (let b = 0; b < batch; b++)
    slide(window, size, ([i, j], [row, column], [u, v]) => {
      if (row < 0 || column < 0 || row >= height || column >= width) return;
      for (let o = 0; o < outputs; o++)
        for (let c = 0; c < perGroup; c++) {
          const source = at(x, b, row, column, Math.floor(o / (outputs / groups)) * perGroup + c);
          const tap = at(filter, u, v, c, o);
          const target = at(y, b, i, j, o);
          y.data[target] += x.data[source] * filter.data[tap];
          if (!dyData) continue;
          dx.data[source] += dyData[target] * filter.data[tap];
          dFilter.data[tap] += dyData[target] * x.data[source];
        }
    });
  return { y, dx, dFilter };
}

/** Of a transposed convolution; filter [kernelHeight, kernelWidth, out / groups, in]. */
export function transposedLoops(
  x: Image,
  filter: Image,
  window: LoopWindow & { outputPadding: Pair },
  groups: number,
  dyData?: Float32Array,
) {
  const [batch, rows, columns, inputs] = x.shape;
  const perGroup = filter.shape[2];
  const { kernel, strides, dilations = [1, 1], padding, outputPadding } = window;
  const size = ([0, 1] as const).map(
    (axis) =>
      (x.shape[axis + 1] - 1) * strides[axis] -
      2 * padding[axis] +
      dilations[axis] * (kernel[axis] - 1) +
      outputPadding[axis] +
      1,
  ) as Pair;
  const y = zeros([batch, ...size, perGroup * groups]);
  const [dx, dFilter] = [zeros(x.shape), zeros(filter.shape)];
  for (let b = 0; b < batch; b++)
    slide(window, [rows, columns], ([i, j], [row, column], [u, v]) => {
      if (row < 0 || column < 0 || row >= size[0] || column >= size[1]) return;
      for (let c = 0; c < inputs; c++)
        for (let o = 0; o < perGroup; o++) {
          const source = at(x, b, i, j, c);
          const tap = at(filter, u, v, o, c);
          const target = at(y, b, row, column, Math.floor(c / (inputs / groups)) * perGroup + o);
          y.data[target] += x.data[source] * filter.data[tap];
          if (!dyData) continue;
          dx.data[source] += dyData[target] * filter.data[tap];
          dFilter.data[tap] += dyData[target] * x.data[source];
        }
    });
  return { y, dx, dFilter };
}

/** Rows or columns of a pooling's output. */
export function pooledLength(n: number, k: number, s: number, p: number, ceil: boolean): number {
  if (!ceil) return Math.floor((n + 2 * p - k) / s) + 1;
  const length = Math.ceil((n + 2 * p - k) / s) + 1;
  return (length - 1) * s >= n + p ? length - 1 : length;
}

function pooledSize(x: Image, { kernel, strides, padding }: LoopWindow, ceil: boolean): Pair {
  return ([0, 1] as const).map((axis) =>
    pooledLength(x.shape[axis + 1], kernel[axis], strides[axis], padding[axis], ceil),
  ) as Pair;
}

/** Maxima, their taps and their places y width + x, and the gradient, which goes to the first maximum. */
export function maxPoolLoops(x: Image, window: LoopWindow, ceil: boolean, dyData: Float32Array) {
  const [batch, height, width, channels] = x.shape;
  const size = pooledSize(x, window, ceil);
  const y = zeros([batch, ...size, channels]);
  y.data.fill(Number.NEGATIVE_INFINITY);
  const [taps, places, dx] = [zeros(y.shape), zeros(y.shape), zeros(x.shape)];
  for (let b = 0; b < batch; b++)
    for (let c = 0; c < channels; c++) {
      slide(window, size, ([i, j], [row, column], [u, v]) => {
        if (row < 0 || column < 0 || row >= height || column >= width) return;
        const target = at(y, b, i, j, c);
        const value = x.data[at(x, b, row, column, c)];
        if (value <= y.data[target]) return;
        y.data[target] = value;
        taps.data[target] = u * window.kernel[1] + v;
        places.data[target] = row * width + column;
      });
      for (let i = 0; i < size[0]; i++)
        for (let j = 0; j < size[1]; j++) {
          const target = at(y, b, i, j, c);
          const place = places.data[target];
          dx.data[at(x, b, Math.floor(place / width), place % width, c)] += dyData[target];
        }
    }
  return { y, taps, places, dx };
}

/** Means; what overhangs the padded image does not count. */
export function avgPoolLoops(
  x: Image,
  window: LoopWindow,
  { ceil, countPad }: { ceil: boolean; countPad: boolean },
  dyData: Float32Array,
) {
  const [batch, height, width, channels] = x.shape;
  const size = pooledSize(x, window, ceil);
  const { padding } = window;
  const y = zeros([batch, ...size, channels]);
  const dx = zeros(x.shape);
  const counts = new Float64Array(size[0] * size[1]);
  const inside = (row: number, column: number) => row >= 0 && column >= 0 && row < height && column < width;
  slide(window, size, ([i, j], [row, column]) => {
    const padded = row < height + padding[0] && column < width + padding[1];
    if (countPad ? padded : inside(row, column)) counts[i * size[1] + j]++;
  });
  for (let b = 0; b < batch; b++)
    for (let c = 0; c < channels; c++)
      slide(window, size, ([i, j], [row, column]) => {
        if (!inside(row, column)) return;
        const [target, source] = [at(y, b, i, j, c), at(x, b, row, column, c)];
        const share = 1 / counts[i * size[1] + j];
        y.data[target] += x.data[source] * share;
        dx.data[source] += dyData[target] * share;
      });
  return { y, dx };
}

/** y = R x C^T for matrices of rows and columns, and dx = R^T dy C. */
export function resampleLoops(x: Image, rows: number[][], columns: number[][], dyData: Float32Array) {
  const [batch, height, width, channels] = x.shape;
  const y = zeros([batch, rows.length, columns.length, channels]);
  const dx = zeros(x.shape);
  for (let b = 0; b < batch; b++)
    for (let i = 0; i < rows.length; i++)
      for (let j = 0; j < columns.length; j++)
        for (let row = 0; row < height; row++)
          for (let column = 0; column < width; column++) {
            const share = rows[i][row] * columns[j][column];
            if (share === 0) continue;
            for (let c = 0; c < channels; c++) {
              y.data[at(y, b, i, j, c)] += share * x.data[at(x, b, row, column, c)];
              dx.data[at(x, b, row, column, c)] += share * dyData[at(y, b, i, j, c)];
            }
          }
  return { y, dx };
}
