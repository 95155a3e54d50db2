import { orientationOf, reorientVolume } from '@miniseg/data/prepare';
import type { Vector3, Volume } from '@miniseg/formats/volume';
import { checkVolume } from '../check-values.js';

/** What {@link axialView} makes of a volume. */
export interface AxialView {
  /** Slices from the feet to the head, rows from front to back, the patient's right on the image's left. */
  volume: Volume;
  /** Letters of the input's columns, rows and slices, see {@link orientationOf}. */
  orientation: string;
  /** What a reader of the results should know, in sentences; empty for a plain axial series. */
  notes: string[];
  /** Labels of the view in the order of the input's voxels. */
  restore(labels: Uint8Array): Uint8Array;
  /** Number of a slice of the view in the input, from 0. */
  inputSlice(slice: number): number;
}

const LETTERS: Record<string, Vector3> = {
  L: [1, 0, 0],
  R: [-1, 0, 0],
  P: [0, 1, 0],
  A: [0, -1, 0],
  S: [0, 0, 1],
  I: [0, 0, -1],
};
const PLANES: Record<string, string> = { S: 'axial', I: 'axial', L: 'sagittal', R: 'sagittal' };
/** Degrees from which an axis counts as oblique. */
const OBLIQUE = 1;

/**
 * A volume turned so that its slices look as the axial pictures that networks for chest CT know, and the way back.
 *
 * Axes are permuted and flipped and nothing is resampled, so that labels come back voxel by voxel. A single slice that
 * is not axial stays as it is; a note says so.
 *
 * @example
 * const { volume, restore } = axialView(scan);
 * const labels = segmentSlices(volume); // one for each voxel of the view
 * const mask = writeNifti({ ...scan, data: restore(labels) }, { labels: true });
 */
export function axialView(input: Volume): AxialView {
  checkVolume(input, ['data', 'shape', 'spacing', 'origin', 'direction']);
  const orientation = orientationOf(input);
  const [column, row, slice] = orientation;
  const plane = PLANES[slice] ?? 'coronal';
  const notes: string[] = [];
  const angle = obliqueness(input.direction, [LETTERS[slice], LETTERS[row], LETTERS[column]]);
  if (angle > OBLIQUE) {
    notes.push(
      `The axes lie up to ${angle.toFixed(1)} degrees off the patient's; slices were not resampled.`,
    );
  }
  if (plane !== 'axial' && input.shape[0] === 1) {
    notes.push(`The slice is ${plane}; the network was trained on axial ones.`);
    return { volume: input, orientation, notes, restore: (labels) => labels, inputSlice: (index) => index };
  }
  // Exact axes, so that turning back finds the same ones even where they lie halfway between two.
  const direction: Volume['direction'] = [LETTERS[slice], LETTERS[row], LETTERS[column]];
  const volume = orientation === 'LPS' ? input : reorientVolume({ ...input, direction }, 'LPS');
  if (plane !== 'axial') {
    const [down, across] = [volume.spacing[1], volume.spacing[2]].map((length) => Number(length.toFixed(3)));
    notes.push(
      `The slices of the file are ${plane}; axial ones were cut from it, of pixels ${down} x ${across} mm.`,
    );
  }
  const place = [slice, row, column].findIndex((letter) => letter === 'S' || letter === 'I');
  const downwards = orientation.includes('I');
  const length = input.shape[place];
  // Without the voxels: whoever keeps the way back need not keep the volume.
  const { shape, spacing, origin, unit } = volume;
  const turned: Volume['direction'] = [LETTERS.S, LETTERS.P, LETTERS.L];
  const grid = { shape, spacing, origin, unit, direction: turned };
  return {
    volume,
    orientation,
    notes,
    restore: (labels) =>
      orientation === 'LPS'
        ? labels
        : (reorientVolume({ ...grid, data: labels }, orientation).data as Uint8Array),
    inputSlice: (index) => (downwards ? length - 1 - index : index),
  };
}

/** Largest angle between an axis and the patient's axis that it is named after, degrees. */
function obliqueness(direction: Volume['direction'], axes: readonly Vector3[]): number {
  const angles = direction.map((vector, index) => {
    const cosine =
      vector.reduce((sum, value, at) => sum + value * axes[index][at], 0) / Math.hypot(...vector);
    return (Math.acos(Math.min(1, cosine)) * 180) / Math.PI;
  });
  return Math.max(...angles);
}
