/** From a label array to a mask of zeros and ones, with the box that holds its ones. */
import { MetricsError } from './errors.js';
import type { Geometry } from './geometry.js';
import { checkLabelArray, integerLabels, type LabelArray } from './labels.js';
import type { BinaryMask, Box } from './mask-box.js';
import { onesMask } from './ones-mask.js';

export interface MaskOptions {
  /**
   * The label that is foreground; all others are background. Default: any nonzero value, but then a mask may hold
   * only one (0 and 1, or 0 and 255).
   */
  label?: number;
}

/**
 * @param what names the array in errors
 * @throws {MetricsError} `shape-mismatch`, `not-binary`, `nan`, `not-integer` or `invalid-argument`
 */
export function binaryMask(
  labels: LabelArray,
  { size, length }: Geometry,
  { label }: MaskOptions,
  what: string,
): BinaryMask {
  const [depth, height, width] = size;
  checkLabelArray(labels, what);
  if (labels.length !== length) {
    throw new MetricsError(
      'shape-mismatch',
      `The ${what} has ${labels.length} pixels, a shape of ${size.slice(depth === 1 ? 1 : 0).join(' x ')} has ` +
        `${length}. Pass one label per pixel (not RGBA bytes) and the shape as [height, width] or [depth, height, width].`,
    );
  }
  if (label !== undefined && !Number.isInteger(label)) {
    throw new MetricsError(
      'invalid-argument',
      `label is ${label}. It must be an integer, or left out for any nonzero.`,
    );
  }
  const values = integerLabels(labels, what);
  const quick = values instanceof Uint8Array && (label ?? 1) === 1 ? onesMask(values, size) : undefined;
  if (quick) return quick;
  const foreground = label ?? values.find((value) => value !== 0);
  const data = new Uint8Array(length);
  const start: Box['start'] = [depth, height, width];
  const end: Box['end'] = [0, 0, 0];
  let count = 0;
  for (let z = 0, i = 0; z < depth; z++) {
    for (let y = 0; y < height; y++) {
      let first = -1;
      let last = -1;
      for (let x = 0; x < width; x++, i++) {
        const value = values[i];
        if (value === foreground) {
          data[i] = 1;
          count++;
          if (first < 0) first = x;
          last = x;
        } else if (value !== 0 && label === undefined) {
          throw notBinary(what, value, i, foreground);
        }
      }
      if (first < 0) continue;
      if (z < start[0]) start[0] = z;
      if (y < start[1]) start[1] = y;
      if (first < start[2]) start[2] = first;
      end[0] = z + 1;
      if (y >= end[1]) end[1] = y + 1;
      if (last >= end[2]) end[2] = last + 1;
    }
  }
  return { data, count, box: count > 0 ? { start, end } : { start: [0, 0, 0], end: [0, 0, 0] } };
}

function notBinary(what: string, value: number, index: number, foreground: number | undefined): MetricsError {
  return new MetricsError(
    'not-binary',
    `The ${what} holds ${foreground} and, at index ${index}, ${value}. A mask holds 0 and one other value: ` +
      'pass label to say which label is foreground, or threshold grey values first.',
  );
}

/** The smallest box around two boxes, of which none is empty. */
export function unionBox(a: Box, b: Box): Box {
  return {
    start: a.start.map((value, axis) => Math.min(value, b.start[axis])) as Box['start'],
    end: a.end.map((value, axis) => Math.max(value, b.end[axis])) as Box['end'],
  };
}
