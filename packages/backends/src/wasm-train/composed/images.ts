/** Steps that the composed gradients share, on NHWC images. */
import { pad, reshape, slice, stridedSlice, type Tensor4D } from '@tensorflow/tfjs-core';
import type { Geometry } from '../geometry.js';

/** Zeros before and after rows and columns; a negative number cuts off instead. */
export function padOrCut(
  x: Tensor4D,
  [top, bottom]: [number, number],
  [left, right]: [number, number],
  value = 0,
): Tensor4D {
  const sides = [top, bottom, left, right];
  const [above, below, before, after] = sides.map((n) => Math.max(0, n));
  const zeros: Array<[number, number]> = [
    [0, 0],
    [above, below],
    [before, after],
    [0, 0],
  ];
  const padded = sides.some((n) => n > 0) ? pad(x, zeros, value) : x;
  if (sides.every((n) => n >= 0)) return padded;
  const [batch, height, width, channels] = padded.shape;
  const cut = (n: number) => Math.max(0, -n);
  const size: Tensor4D['shape'] = [
    batch,
    height - cut(top) - cut(bottom),
    width - cut(left) - cut(right),
    channels,
  ];
  return slice(padded, [0, cut(top), cut(left), 0], size);
}

/** The adjoint of taking every s-th pixel: [rows s - (s - 1), columns s - (s - 1)] with zeros between the pixels. */
export function spread(x: Tensor4D, [down, across]: [number, number]): Tensor4D {
  if (down === 1 && across === 1) return x;
  const [batch, rows, columns, channels] = x.shape;
  const wide = pad(reshape(x, [batch * rows, 1, columns, channels]), [
    [0, 0],
    [0, down - 1],
    [0, 0],
    [0, (across - 1) * channels],
  ]);
  const all = reshape(wide, [batch, rows * down, columns * across, channels]) as Tensor4D;
  return padOrCut(all, [0, 1 - down], [0, 1 - across]);
}

/** For each tap, row by row, the input pixels that it meets: [batch, outHeight, outWidth, channels]. */
export function inputUnderTaps(x: Tensor4D, g: Geometry, padding = 0): Tensor4D[] {
  const reach = (axis: 0 | 1) =>
    ((axis === 0 ? g.outHeight : g.outWidth) - 1) * g.strides[axis] +
    (g.kernel[axis] - 1) * g.dilations[axis] +
    1;
  const padded = padOrCut(
    x,
    [g.top, reach(0) - g.height - g.top],
    [g.left, reach(1) - g.width - g.left],
    padding,
  );
  const end = (first: number, axis: 0 | 1) =>
    first + ((axis === 0 ? g.outHeight : g.outWidth) - 1) * g.strides[axis] + 1;
  return taps(g).map(([u, v]) => {
    const [row, column] = [u * g.dilations[0], v * g.dilations[1]];
    const under = stridedSlice(
      padded,
      [0, row, column, 0],
      [g.batch, end(row, 0), end(column, 1), x.shape[3]],
      [1, ...g.strides, 1],
    );
    return under as Tensor4D;
  });
}

/** [row, column] of each tap of the kernel. */
export function taps({ kernel: [rows, columns] }: Geometry): Array<[number, number]> {
  return Array.from({ length: rows * columns }, (_, tap) => [Math.floor(tap / columns), tap % columns]);
}

/**
 * What a convolution at stride 1 with the turned kernel runs over to give the input gradient: dy spread by the stride,
 * with zeros, so that a valid convolution has the input's size.
 */
export function spreadForInput(dy: Tensor4D, g: Geometry): Tensor4D {
  const apart = spread(dy, g.strides);
  const top = (g.kernel[0] - 1) * g.dilations[0] - g.top;
  const left = (g.kernel[1] - 1) * g.dilations[1] - g.left;
  return padOrCut(apart, [top, g.height + g.top - apart.shape[1]], [left, g.width + g.left - apart.shape[2]]);
}
