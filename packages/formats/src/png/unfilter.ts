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
    for (let column = 0; column < rowBytes; column++) {
      const at = start + column;
      const left = column >= pixelBytes ? bytes[at - pixelBytes] : 0;
      const up = row > 0 ? bytes[at - stride] : 0;
      const upLeft = row > 0 && column >= pixelBytes ? bytes[at - stride - pixelBytes] : 0;
      bytes[at] += predict(filter, left, up, upLeft);
    }
  }
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
