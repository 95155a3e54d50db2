/** Which pixels of a large slice are drawn: no more than a screen can show, so that no canvas has the slice's size. */
import type { Placement, Size } from './viewport.js';

/** A rectangle of a slice, of which every `step`th row and column is taken. */
export interface Part {
  left: number;
  top: number;
  /** Rows and columns that are taken. */
  width: number;
  height: number;
  step: number;
}

/** Pixels of a canvas that any browser has room for, and more than most screens have. */
const MOST = 2 ** 22;
const LONGEST = 8192;

/** All of a slice that is small, else what can be seen of it. */
export function visiblePart(slice: Size, canvas: Size, placement: Placement): Part {
  if (stepFor(slice) === 1) return { left: 0, top: 0, ...slice, step: 1 };
  const [left, right] = range(slice.width, canvas.width, placement.left, placement.width);
  const [top, bottom] = range(slice.height, canvas.height, placement.top, placement.height);
  const step = stepFor({ width: right - left, height: bottom - top });
  // The same pixels wherever the slice is moved to: it would flicker otherwise.
  const [x, y] = [left - (left % step), top - (top % step)];
  return {
    left: x,
    top: y,
    width: Math.ceil((right - x) / step),
    height: Math.ceil((bottom - y) / step),
    step,
  };
}

/** All of a slice, thinned to at most `longest` rows and columns. */
export function thinnedPart({ width, height }: Size, longest: number): Part {
  const step = Math.ceil(Math.max(width, height) / longest);
  return { left: 0, top: 0, width: Math.ceil(width / step), height: Math.ceil(height / step), step };
}

/** @param width Of the slice. */
export function takePart<T extends ArrayLike<number>>(values: T, width: number, part: Part): T {
  const taken = new (values.constructor as new (length: number) => T & { [index: number]: number })(
    part.width * part.height,
  );
  for (let row = 0; row < part.height; row++) {
    const from = (part.top + row * part.step) * width + part.left;
    for (let column = 0; column < part.width; column++) {
      taken[row * part.width + column] = values[from + column * part.step];
    }
  }
  return taken;
}

function stepFor({ width, height }: Size): number {
  return Math.max(
    1,
    Math.ceil(Math.sqrt((width * height) / MOST)),
    Math.ceil(Math.max(width, height) / LONGEST),
  );
}

/** First pixel, and the one after the last, that lie on the canvas; one at least. */
function range(pixels: number, canvas: number, start: number, length: number): [number, number] {
  const at = (place: number) => ((place - start) / length) * pixels;
  const first = Math.min(pixels - 1, Math.max(0, Math.floor(at(0))));
  return [first, Math.max(first + 1, Math.min(pixels, Math.ceil(at(canvas))))];
}
