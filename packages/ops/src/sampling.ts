/** Taking every s-th pixel, and its adjoint, in operations of rank 4 that every backend has. */
import { pad, reshape, slice, type Tensor4D } from '@tensorflow/tfjs-core';

/**
 * x[:, row::stride, column::stride, :], cut or zero-padded to `size` = [height, width].
 * A reshape and one slice: strided slices are slow on wasm and have no gradient.
 */
export function everyNth(
  x: Tensor4D,
  stride: number,
  row: number,
  column: number,
  size: [number, number],
): Tensor4D {
  const [batch, height, width, channels] = x.shape;
  const [rows, columns] = size;
  // Enough whole cells of stride x stride pixels for `size` outputs.
  const extraRows = Math.max(0, rows * stride - height);
  const extraColumns = Math.max(0, columns * stride - width);
  let cells = x;
  if (height + extraRows !== rows * stride || width + extraColumns !== columns * stride) {
    cells = slice(
      cells,
      [0, 0, 0, 0],
      [batch, Math.min(height, rows * stride), Math.min(width, columns * stride), channels],
    );
  }
  if (extraRows || extraColumns) {
    cells = pad(cells, [
      [0, 0],
      [0, extraRows],
      [0, extraColumns],
      [0, 0],
    ]);
  }
  if (stride === 1) return cells;
  const grouped = reshape(cells, [batch * rows, stride, columns, stride * channels]) as Tensor4D;
  const taken = slice(grouped, [0, row, 0, column * channels], [batch * rows, 1, columns, channels]);
  return reshape(taken, [batch, rows, columns, channels]) as Tensor4D;
}

/** The adjoint of taking every s-th pixel: pixels spread over a zero image of `size` = [height, width]. */
export function zeroInsert(x: Tensor4D, stride: number, size: [number, number]): Tensor4D {
  if (stride === 1) return x;
  const [batch, rows, columns, channels] = x.shape;
  const [height, width] = size;
  // Channels first, so that one padding of rank 4 spreads along both axes.
  const wide = pad(reshape(x, [batch * rows, 1, columns, channels]) as Tensor4D, [
    [0, 0],
    [0, stride - 1],
    [0, 0],
    [0, (stride - 1) * channels],
  ]);
  const spread = reshape(wide, [batch, rows * stride, columns * stride, channels]) as Tensor4D;
  if (rows * stride === height && columns * stride === width) return spread;
  return slice(spread, [0, 0, 0, 0], [batch, height, width, channels]);
}
