import type { Volume } from '@miniseg/formats/volume';
import { checkVolume } from '../check-values.js';

/** Pixels that differ more than this in height and width are made square. */
const UNEVEN = 1.05;
const LARGEST_SIDE = 2048;

/**
 * The size at which a slice's pixels are square, at the finer of both spacings: what a network for pictures should see
 * of axial slices that were cut out of a sagittal or coronal series.
 *
 * @returns [rows, columns]; undefined where pixels are square within 5 %, or where a side would exceed 2048.
 * @throws {ScanError} `invalid-argument` for what is no view
 * @example
 * squarePixels({ shape: [1, 100, 512], spacing: [0.7, 5, 0.7] }); // [714, 512]
 */
export function squarePixels(
  view: Pick<Volume, 'shape' | 'spacing'>,
): [rows: number, columns: number] | undefined {
  checkVolume(view, ['shape', 'spacing'], 'The view');
  const { shape, spacing } = view;
  const finer = Math.min(spacing[1], spacing[2]);
  if (Math.max(spacing[1], spacing[2]) < UNEVEN * finer) return undefined;
  const sides = [1, 2].map((axis) => Math.round((shape[axis] * spacing[axis]) / finer)) as [number, number];
  return Math.max(...sides) > LARGEST_SIDE ? undefined : sides;
}
