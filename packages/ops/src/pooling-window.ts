/** The window of a pooling, with PyTorch's rules for padding and for a last window that overhangs. */
import { OpsError } from './errors.js';
import { bothAxes, type Pair, type PairLike, pairOf, type Window, windowOf } from './window.js';

/** The window of a pooling, pixels. */
export interface PoolOptions {
  /** Height and width of the window: one number, or [rows, columns]. */
  size: PairLike;
  /** Step between windows. Default: the size. */
  strides?: PairLike;
  /** Rows and columns around the image, at most half the size. Default 0. */
  padding?: PairLike;
  /** Whether a last window may overhang the padded image, as long as it starts inside the image or its first padding. */
  ceilMode?: boolean;
}

/** What a pooling of an image of one size goes through. */
export interface PoolWindow {
  /** `after` is whatever the last window needs: more than `before` or less. */
  window: Window;
  /** [rows, columns] of the output. */
  output: Pair;
}

/** @throws {OpsError} for sizes out of range or an image that is smaller than the window. */
export function poolWindow([height, width]: Pair, options: PoolOptions, op: string): PoolWindow {
  const size = pairOf(options.size);
  for (const side of size) {
    if (!Number.isInteger(side) || side < 1) {
      throw new OpsError(
        'invalid-argument',
        `size of ${op} is ${side}; it must be a whole number of at least 1.`,
      );
    }
  }
  const { strides = size, padding = 0, ceilMode = false } = options;
  const window = windowOf(size, { strides, padding }, op);
  const { before, strides: steps } = window;
  const image: Pair = [height, width];
  const output = bothAxes((axis) => {
    if (2 * before[axis] > size[axis]) {
      throw new OpsError(
        'invalid-argument',
        `padding of ${op} is ${before[axis]} for a window of ${size[axis]}; it must be at most half of that.`,
      );
    }
    const room = image[axis] + 2 * before[axis] - size[axis];
    const count = (ceilMode ? Math.ceil(room / steps[axis]) : Math.floor(room / steps[axis])) + 1;
    // A window that starts in the padding behind the image would see nothing of it.
    return ceilMode && (count - 1) * steps[axis] >= image[axis] + before[axis] ? count - 1 : count;
  });
  if (output[0] < 1 || output[1] < 1) {
    throw new OpsError(
      'shape',
      `${op} got an image of ${height}x${width}, smaller than its window of ${size[0]}x${size[1]} with padding ` +
        `${before[0]}x${before[1]}; give a larger image.`,
    );
  }
  const after = bothAxes(
    (axis) => (output[axis] - 1) * steps[axis] + size[axis] - image[axis] - before[axis],
  );
  return { window: { ...window, after }, output };
}
