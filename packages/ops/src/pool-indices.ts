/** What the taps of pooling windows hold, and its adjoint: where unpooling and the gradient of pooling put their values. */
import {
  concat,
  equal,
  fill,
  greater,
  maximum,
  maxPool,
  reshape,
  type Tensor4D,
  where,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { isAccelerated, runAccelerated } from './accelerated.js';
import { inputUnderTaps, outputOfTap } from './input-under-taps.js';
import type { PoolWindow } from './pooling-window.js';
import { everyNth, padOrCut } from './sampling.js';
import { strategy } from './strategy.js';
import { sumOfMaps } from './sum-of-maps.js';
import { bothAxes, explicitPadding, type Pair, type Window } from './window.js';

/** Lower than any number that a network computes, and still one that every backend can write into a shader. */
const LOWEST = -3e38;

/** [batch, rows, columns, channels]: the largest pixel of each window. */
export function maxima(x: Tensor4D, { window, output }: PoolWindow): Tensor4D {
  if (isAccelerated('MiniSegMaxPool')) {
    return runAccelerated('MiniSegMaxPool', { x }, poolAttributes(window))[0] as Tensor4D;
  }
  const { kernel, strides, before, after } = window;
  if (kernel[0] === 1 && kernel[1] === 1) return everyNth(x, strides, [0, 0], output);
  // Of rows behind the last window there is nothing to cut.
  const filled = { before, after: bothAxes((axis) => Math.max(0, after[axis])) };
  return strategy().nativePadding
    ? maxPool(x, kernel, strides, explicitPadding(filled))
    : maxPool(padOrCut(x, before, filled.after, LOWEST), kernel, strides, 'valid');
}

/** The number of the tap that holds it, row by row; the first one where several are equal. */
export function firstMaxima(x: Tensor4D, { window, output }: PoolWindow): Tensor4D {
  if (isAccelerated('MiniSegMaxPoolTaps')) {
    return runAccelerated('MiniSegMaxPoolTaps', { x }, poolAttributes(window))[0] as Tensor4D;
  }
  const [first, ...others] = inputUnderTaps(x, window, output, LOWEST);
  let best = first();
  let indices: Tensor4D = zerosLike(best);
  for (const [i, tap] of others.entries()) {
    const values = tap();
    indices = where(greater(values, best), fill(indices.shape, i + 1), indices);
    best = maximum(best, values);
  }
  return indices;
}

/** The sum over all windows of each value at the tap that `indices` names: [batch, height, width, channels]. */
export function placed(x: Tensor4D, indices: Tensor4D, { window }: PoolWindow, size: Pair): Tensor4D {
  const { kernel, strides, before } = window;
  if (isAccelerated('MiniSegPlaceTaps')) {
    const inputShape = [x.shape[0], ...size, x.shape[3]];
    const attributes = { ...poolAttributes(window), inputShape };
    return runAccelerated('MiniSegPlaceTaps', { x, taps: indices }, attributes)[0] as Tensor4D;
  }
  const nothing = zerosLike(x);
  const parts = Array.from({ length: kernel[0] * kernel[1] }, (_, tap) =>
    where(equal(indices, tap), x, nothing),
  );
  const side = before[0] === 0 && before[1] === 0 && kernel[0] === strides[0] && kernel[1] === strides[1];
  return side
    ? sideBySide(parts, kernel, size)
    : sumOfMaps(parts.map((part, tap) => outputOfTap(part, tap, window, size)));
}

/** The adjoint of `placed` in its first argument. */
export function taken(x: Tensor4D, indices: Tensor4D, { window, output }: PoolWindow): Tensor4D {
  if (isAccelerated('MiniSegTakeTaps')) {
    const inputs = { image: x, taps: indices };
    return runAccelerated('MiniSegTakeTaps', inputs, poolAttributes(window))[0] as Tensor4D;
  }
  const nothing = zerosLike(indices);
  const parts = inputUnderTaps(x, window, output).map((tap, i) => where(equal(indices, i), tap(), nothing));
  return sumOfMaps(parts);
}

/** Windows that tile the image need no sum: their taps lie next to each other. */
function sideBySide(parts: Tensor4D[], [kernelRows, kernelColumns]: Pair, size: Pair): Tensor4D {
  const [batch, rows, columns, channels] = parts[0].shape;
  const wide = columns * kernelColumns;
  const lines = Array.from({ length: kernelRows }, (_, row) => {
    const line = parts.slice(row * kernelColumns, (row + 1) * kernelColumns);
    const joined = line.length === 1 ? line[0] : concat(line, 3);
    return reshape(joined, [batch * rows, 1, wide, channels]) as Tensor4D;
  });
  const cells = lines.length === 1 ? lines[0] : concat(lines, 1);
  const image = reshape(cells, [batch, rows * kernelRows, wide, channels]) as Tensor4D;
  return padOrCut(image, [0, 0], [size[0] - image.shape[1], size[1] - image.shape[2]]);
}

/** As tfjs's pooling kernels take them. */
function poolAttributes(window: Window) {
  return { filterSize: window.kernel, strides: window.strides, pad: explicitPadding(window) };
}
