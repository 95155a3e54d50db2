/** The grid of a volume in words, and what a distance in it takes. */
import { orientationOf } from '@miniseg/data';
import type { Volume } from '@miniseg/formats';

/** Where voxels lie, without their values. */
export type Grid = Pick<Volume, 'shape' | 'spacing' | 'origin' | 'direction' | 'assumedSpacing' | 'forms'>;

/** A grid with the name that messages call it by. */
export interface NamedGrid {
  /** The path of the file. */
  file: string;
  grid: Grid;
  /** Slices in which nothing is marked may be absent, as in a DICOM segmentation. */
  sparse?: boolean;
}

/** `40 x 512 x 512 voxels of 1.5 x 0.7 x 0.7 mm, the first at (-180, -175, -300), axes LPS`. */
export function describeGrid(grid: Grid): string {
  const { shape, spacing, origin, direction, assumedSpacing } = grid;
  if (isBare(grid)) return `${shape.join(' x ')} voxels, an array without a place in space`;
  const numbers = (values: readonly number[], digits: number) =>
    values.map((value) => Number(value.toFixed(digits)) + 0);
  const size = assumedSpacing?.some(Boolean)
    ? 'voxels of unknown size'
    : `voxels of ${numbers(spacing, 5).join(' x ')} mm`;
  const axes = axesOf(direction);
  return `${shape.join(' x ')} ${size}, the first at (${numbers(origin, 3).join(', ')}), axes ${axes}`;
}

/** `LPS`; of axes that are not the patient's their directions, too. */
function axesOf(direction: Grid['direction']): string {
  const letters = orientationOf({ direction });
  const oblique = direction.some((axis) => Math.max(...axis.map(Math.abs)) < 0.9999);
  if (!oblique) return letters;
  const vectors = direction
    .toReversed()
    .map((axis) => `(${axis.map((value) => value.toFixed(4)).join(', ')})`);
  return `${letters} along ${vectors.join(', ')}`;
}

/** An array without any geometry, as .npy holds it. */
export const isBare = ({ assumedSpacing, forms }: Grid): boolean =>
  forms === undefined && assumedSpacing !== undefined && assumedSpacing.every(Boolean);

/** Whether the axes stand at right angles, as distances in a grid of boxes need it. */
export function isUpright({ direction }: Grid): boolean {
  const [a, b, c] = direction;
  const cosine = (one: readonly number[], other: readonly number[]) =>
    Math.abs(one.reduce((sum, value, axis) => sum + value * other[axis], 0));
  return Math.max(cosine(a, b), cosine(a, c), cosine(b, c)) < SHEAR;
}

/** Cosine from which axes count as inclined: a tenth of a degree. */
const SHEAR = Math.sin(Math.PI / 1800);
