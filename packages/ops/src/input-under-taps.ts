/** The input as each tap of a window meets it: what filter gradients and maxima are taken over. */
import { slice, type Tensor4D } from '@tensorflow/tfjs-core';
import { everyNth, padOrCut, zeroInsert } from './sampling.js';
import { bothAxes, isPointwise, type Pair, type Window } from './window.js';

/**
 * For each tap, row by row, a function that gives the input pixels it meets: [B, rows, columns, C].
 * The padded input is split into its phases of the strides once; a tap is then a plain slice of one of them.
 *
 * @param value Of the pixels outside the image.
 */
export function inputUnderTaps(
  x: Tensor4D,
  window: Window,
  [rows, columns]: Pair,
  value = 0,
): Array<() => Tensor4D> {
  const { kernel, strides, dilations, before } = window;
  const [batch, height, width, channels] = x.shape;
  if (isPointwise(window)) return [() => everyNth(x, strides, [0, 0], [rows, columns])];
  const size: Pair = [rows, columns];
  const phaseSize = bothAxes(
    (axis) => size[axis] + Math.floor(((kernel[axis] - 1) * dilations[axis]) / strides[axis]),
  );
  const input: Pair = [height, width];
  // Cells that are whole, and no pixel beyond them.
  const padded = padOrCut(
    x,
    before,
    bothAxes((axis) => phaseSize[axis] * strides[axis] - input[axis] - before[axis]),
    value,
  );
  const phases = new Map<number, Tensor4D>();
  const phase = (row: number, column: number) => {
    const key = row * strides[1] + column;
    const known = phases.get(key);
    if (known) return known;
    const made = everyNth(padded, strides, [row, column], phaseSize);
    phases.set(key, made);
    return made;
  };
  return tapsOf(window).map(([row, column]) => () => {
    const first = [0, Math.floor(row / strides[0]), Math.floor(column / strides[1]), 0];
    return slice(phase(row % strides[0], column % strides[1]), first, [batch, rows, columns, channels]);
  });
}

/** The adjoint of one of `inputUnderTaps`: pixels put back where the tap met them, [B, height, width, C]. */
export function outputOfTap(x: Tensor4D, tap: number, window: Window, [height, width]: Pair): Tensor4D {
  const { strides, before } = window;
  const at = tapsOf(window)[tap];
  const spread = zeroInsert(x, strides);
  const offset = bothAxes((axis) => at[axis] - before[axis]);
  return padOrCut(spread, offset, [
    height - offset[0] - spread.shape[1],
    width - offset[1] - spread.shape[2],
  ]);
}

/** Rows and columns of each tap from the window's first one. */
function tapsOf({ kernel, dilations }: Window): Pair[] {
  return Array.from({ length: kernel[0] * kernel[1] }, (_, tap) => [
    Math.floor(tap / kernel[1]) * dilations[0],
    (tap % kernel[1]) * dilations[1],
  ]);
}
