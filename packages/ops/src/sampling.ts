/** Taking every s-th pixel, and its adjoint, in operations of rank 4 that every backend has. */
import { pad, reshape, slice, type Tensor4D } from '@tensorflow/tfjs-core';
import type { Pair } from './window.js';

/**
 * x[:, row::strides[0], column::strides[1], :], cut or zero-padded to `size` = [height, width].
 * A reshape and one slice: strided slices are slow on wasm and have no gradient.
 */
export function everyNth(x: Tensor4D, strides: Pair, [row, column]: Pair, size: Pair): Tensor4D {
  const [batch, height, width, channels] = x.shape;
  const [rows, columns] = size;
  // Whole cells of strides[0] x strides[1] pixels for `size` outputs.
  const cells = padOrCut(x, [0, 0], [rows * strides[0] - height, columns * strides[1] - width]);
  if (strides[0] === 1 && strides[1] === 1) return cells;
  const grouped = reshape(cells, [batch * rows, strides[0], columns, strides[1] * channels]) as Tensor4D;
  const taken = slice(grouped, [0, row, 0, column * channels], [batch * rows, 1, columns, channels]);
  return reshape(taken, [batch, rows, columns, channels]) as Tensor4D;
}

/** The adjoint of taking every s-th pixel: pixels spread over zeros, [batch, rows strides[0], columns strides[1], channels]. */
export function zeroInsert(x: Tensor4D, strides: Pair): Tensor4D {
  if (strides[0] === 1 && strides[1] === 1) return x;
  const [batch, rows, columns, channels] = x.shape;
  // Channels first, so that one padding of rank 4 spreads along both axes.
  const wide = pad(reshape(x, [batch * rows, 1, columns, channels]) as Tensor4D, [
    [0, 0],
    [0, strides[0] - 1],
    [0, 0],
    [0, (strides[1] - 1) * channels],
  ]);
  return reshape(wide, [batch, rows * strides[0], columns * strides[1], channels]) as Tensor4D;
}

/** Pads rows and columns with `value`, or cuts where a number is negative. */
export function padOrCut(x: Tensor4D, before: Pair, after: Pair, value = 0): Tensor4D {
  const [batch, height, width, channels] = x.shape;
  const cut = (n: number) => Math.max(0, -n);
  const filled = (n: number) => Math.max(0, n);
  let result = x;
  if ([...before, ...after].some((n) => n < 0)) {
    result = slice(
      result,
      [0, cut(before[0]), cut(before[1]), 0],
      [batch, height - cut(before[0]) - cut(after[0]), width - cut(before[1]) - cut(after[1]), channels],
    );
  }
  if ([...before, ...after].some((n) => n > 0)) {
    result = pad(
      result,
      [
        [0, 0],
        [filled(before[0]), filled(after[0])],
        [filled(before[1]), filled(after[1])],
        [0, 0],
      ],
      value,
    );
  }
  return result;
}
