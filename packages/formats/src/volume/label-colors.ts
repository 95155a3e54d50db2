import { FormatError } from '../errors.js';
import { described } from '../to-bytes.js';

/** Red, green and blue, each 0 to 255. */
export type Color = [number, number, number];

// Okabe and Ito's colors, which people with any color vision can tell apart; red first, as lesions are shown.
const COLORS: Color[] = [
  [230, 57, 70],
  [86, 180, 233],
  [240, 228, 66],
  [0, 158, 115],
  [230, 159, 0],
  [204, 121, 167],
  [0, 114, 178],
];

/**
 * The color of a label; black for 0, and the colors come round again after the seventh.
 *
 * @throws {FormatError} `invalid-argument` for what is no label
 */
export function labelColor(label: number, colors: readonly Color[] = COLORS): Color {
  if (!Number.isInteger(label) || label < 0 || !Array.isArray(colors) || colors.length === 0) {
    throw new FormatError(
      'invalid-argument',
      `labelColor takes a label from 0 up and a list of colors, and got ${described(label)} and ${described(colors)}.`,
    );
  }
  return label === 0 ? [0, 0, 0] : colors[(label - 1) % colors.length];
}
