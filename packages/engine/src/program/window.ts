/** A window that slides over a map, of a convolution or a pooling. */
import { check } from '../check-options.js';
import { checkSize, type Size } from './size.js';

/** [rows, columns] */
export type Pair = readonly [number, number];

/** A window that slides over an image, in pixels. */
export interface Window {
  kernel: Pair;
  strides: Pair;
  /** Between the kernel's taps. */
  dilations: Pair;
  /**
   * 'same': as TensorFlow pads, with ceil(size / stride) outputs. Else rows and columns [top, bottom, left, right], negative
   * ones to cut.
   */
  padding: 'same' | readonly [number, number, number, number];
  /** Whether a last window may overhang, as long as it starts inside the map or its first padding. */
  ceil?: boolean;
}

/** Where the first window lies, relative to the map's first pixel, and how many there are. */
export interface Placement extends Size {
  /** Rows and columns of padding before the map. */
  top: number;
  left: number;
}

/**
 * @returns Where the window lies on an image of this size, in pixels, and the size of what it gives.
 * @throws {EngineError} for what is no window, or no size.
 */
export function placeWindow(window: Window, image: Size): Placement {
  checkWindow(window);
  checkSize(image);
  const { height, width } = image;
  const [top, rows] = alongAxis(window, 0, height);
  const [left, columns] = alongAxis(window, 1, width);
  return { top, left, height: rows, width: columns };
}

function checkWindow(window: Window): void {
  const { kernel, strides, dilations, padding } = window ?? {};
  const pairs = [kernel, strides, dilations].every((pair) => isNumbers(pair, 2));
  const padded = padding === 'same' || isNumbers(padding, 4);
  check(pairs && padded, 'The window', window, 'it is {kernel, strides, dilations, padding}');
}

function isNumbers(values: unknown, count: number): boolean {
  return Array.isArray(values) && values.length === count && values.every(Number.isFinite);
}

/** Padding before, and outputs. */
function alongAxis(
  { kernel, strides, dilations, padding, ceil }: Window,
  axis: 0 | 1,
  size: number,
): [number, number] {
  const stride = strides[axis];
  const reach = dilations[axis] * (kernel[axis] - 1) + 1;
  if (padding === 'same') {
    const outputs = Math.ceil(size / stride);
    return [Math.floor(Math.max((outputs - 1) * stride + reach - size, 0) / 2), outputs];
  }
  const [before, after] = [padding[2 * axis], padding[2 * axis + 1]];
  const steps = (size + before + after - reach) / stride;
  const outputs = (ceil ? Math.ceil(steps) : Math.floor(steps)) + 1;
  return [before, ceil && (outputs - 1) * stride >= size + before ? outputs - 1 : outputs];
}

/** Rows or columns of zeros that a map needs on each side, for the windows on it. */
export function borderOf(window: Window, size: Size): number {
  const { top, left, height, width } = placeWindow(window, size);
  const { kernel, strides, dilations } = window;
  const behind = (outputs: number, axis: 0 | 1, before: number, length: number) =>
    (outputs - 1) * strides[axis] + dilations[axis] * (kernel[axis] - 1) - before - (length - 1);
  return Math.max(0, top, left, behind(height, 0, top, size.height), behind(width, 1, left, size.width));
}
