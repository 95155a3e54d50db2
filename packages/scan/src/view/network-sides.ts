import type { Volume } from '@miniseg/formats/volume';
import { checkCount } from '../check-values.js';
import { squarePixels } from './square-pixels.js';

/** Of what a network takes. */
const SMALLEST_SIDE = 16;

/**
 * The size at which a network should see the slices of a view: with square pixels, and as large as in its training.
 *
 * @param trainedSize Side of the slices that the network was trained on, where its weights remember it.
 * @returns [rows, columns], or one side for both; undefined for the slices' own size.
 * @throws {ScanError} `invalid-argument` for what is no view, or no size
 * @example
 * networkSides({ shape: [1, 100, 512], spacing: [0.7, 5, 0.7] }, 512); // [512, 367]
 * networkSides({ shape: [64, 128, 128], spacing: [5, 2.8, 2.8] }, 512); // 512
 */
export function networkSides(
  view: Pick<Volume, 'shape' | 'spacing'>,
  trainedSize?: number,
): [rows: number, columns: number] | number | undefined {
  if (trainedSize !== undefined) checkCount(trainedSize, 'trainedSize');
  const square = squarePixels(view);
  if (!square || trainedSize === undefined) return square ?? trainedSize;
  const longer = Math.max(...square);
  return square.map((side) => Math.max(SMALLEST_SIDE, Math.round((side * trainedSize) / longer))) as [
    number,
    number,
  ];
}
