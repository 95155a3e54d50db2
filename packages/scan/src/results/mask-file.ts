import { encodePng, writeMaskPng, writeNifti } from '@miniseg/formats';
import type { Study } from '../study/study.js';
import { labelMapName, maskName } from './result-names.js';

/** A file to be written, and its name below the folder of results. */
export interface ResultFile {
  name: string;
  bytes: Uint8Array;
}

/** What masks need of their study: none of its voxels, so that it can be kept for many. */
export type MaskFrame = Pick<Study, 'kind' | 'grid' | 'view'>;

/** True where the mask is a picture: of one slice, but for a NIfTI file, whose geometry such files are for. */
export const isPicture = ({ kind, grid }: Pick<Study, 'kind' | 'grid'>): boolean =>
  grid.shape[0] === 1 && kind !== 'nifti';

/**
 * The mask of a study as one file: a PNG for a slice, a label map in the geometry of the file for a volume.
 *
 * @param labels Of the axial view's voxels.
 * @param classes Of the network, background included.
 */
export function maskFile(
  frame: MaskFrame,
  name: string,
  { labels, classes }: { labels: Uint8Array; classes: number },
): ResultFile {
  if (!isPicture(frame)) return { name: labelMapName(name), bytes: labelMap(frame, labels) };
  return { name: maskName(name), bytes: maskPng(frame.view.restore(labels), frame.grid.shape, classes) };
}

/** A compressed NIfTI file that carries over what the input's header says of its geometry. */
export function labelMap({ grid, view }: MaskFrame, labels: Uint8Array): Uint8Array {
  return writeNifti({ ...grid, data: view.restore(labels), unit: 'unknown' }, { labels: true });
}

/**
 * One slice's labels as a PNG: 0 and 255 of two classes, labels in a palette of more.
 *
 * @param shape [slices, rows, columns]; the last two are the picture's.
 */
export function maskPng(
  mask: Uint8Array,
  [, height, width]: readonly [number, number, number],
  classes: number,
): Uint8Array {
  if (classes > 2) return writeMaskPng({ data: mask, shape: [1, height, width] });
  const data = mask.map((label) => (label === 0 ? 0 : 255));
  return encodePng({ width, height, channels: 1, data, maxValue: 255 });
}
