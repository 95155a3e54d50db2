import { orientationOf } from '@miniseg/data';
import type { LabelVolume } from '../volumes/label-volume.js';
import { isFinding } from './read-labeled-volume.js';

/**
 * Whether each axial slice of a mask has findings, in the order of the file.
 *
 * @param remap stored label to label; one that it does not name counts as a finding, and is refused when it is read to be trained on
 */
export function axialSlices(
  { grid: { shape, direction }, labels, values }: Pick<LabelVolume, 'grid' | 'labels' | 'values'>,
  remap?: Readonly<Record<number, number>>,
): boolean[] {
  // Letters are of columns, rows and slices.
  const axis = 2 - [...orientationOf({ direction })].findIndex((letter) => letter === 'S' || letter === 'I');
  const findings = new Set(values.filter((value) => isFinding(remap ? (remap[value] ?? value) : value)));
  const marked = new Array<boolean>(shape[axis]).fill(false);
  const after = shape.slice(axis + 1).reduce((product, side) => product * side, 1);
  for (let voxel = 0; voxel < labels.length; voxel++) {
    if (labels[voxel] !== 0 && findings.has(labels[voxel]))
      marked[Math.floor(voxel / after) % shape[axis]] = true;
  }
  return marked;
}
