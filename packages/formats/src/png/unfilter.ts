import { FormatError } from '../errors.js';

/**
 * Undoes PNG's row filters (PNG specification, section 9) in place.
 *
 * @param bytes rows of one filter byte and `rowBytes` bytes; afterwards the rows are plain behind their filter byte
 * @param pixelBytes distance to the pixel on the left, at least 1
 */
export function unfilter(bytes: Uint8Array, rows: number, rowBytes: number, pixelBytes: number): void {
  const stride = rowBytes + 1;
  for (let row = 0; row < rows; row++) {
    const start = row * stride + 1;
    const filter = bytes[start - 1];
    if (filter > 4)
      throw new FormatError('corrupt', `The PNG image has an unknown row filter, ${filter} (0 to 4).`);
    if (filter === 0) continue;
    const end = start + rowBytes;
    const rest = start + Math.min(pixelBytes, rowBytes);
    // What lies outside of the picture is zero: the first row has nothing above it, the first pixel nothing to its left.
    for (let at = start; at < rest; at++) {
      bytes[at] += predict(filter, 0, row > 0 ? bytes[at - stride] : 0, 0);
    }
    // A loop for each case: a series has hundreds of millions of these bytes.
    if (filter === 1 || (row === 0 && filter > 2))
      addShare(bytes, rest, end, pixelBytes, filter === 3 ? 1 : 0);
    else if (row > 0 && filter === 2) addShare(bytes, rest, end, stride, 0);
    else if (row > 0) {
      for (let at = rest; at < end; at++) {
        const up = at - stride;
        bytes[at] += predict(filter, bytes[at - pixelBytes], bytes[up], bytes[up - pixelBytes]);
      }
    }
  }
}

/** Adds to each byte the one that lies `back` before it, halved `shift` times. */
function addShare(bytes: Uint8Array, start: number, end: number, back: number, shift: number): void {
  for (let at = start; at < end; at++) bytes[at] += bytes[at - back] >> shift;
}

function predict(filter: number, left: number, up: number, upLeft: number): number {
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  const estimate = left + up - upLeft;
  const toLeft = Math.abs(estimate - left);
  const toUp = Math.abs(estimate - up);
  const toUpLeft = Math.abs(estimate - upLeft);
  if (toLeft <= toUp && toLeft <= toUpLeft) return left;
  return toUp <= toUpLeft ? up : upLeft;
}
