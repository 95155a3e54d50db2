import { encodePng, type Volume, writeMaskPng, writeNifti } from '@miniseg/formats';
import { checkStudy } from '../check-study.js';
import { checkCount, checkLabels, checkText, checkVolume, voxelCount } from '../check-values.js';
import type { Study } from '../study/study.js';
import { labelMapName, maskName } from './result-names.js';

/** A file to be written, and its name below the folder of results. */
export interface ResultFile {
  name: string;
  bytes: Uint8Array;
}

/** What masks need of their study: none of its voxels, so that it can be kept for many. */
export type MaskFrame = Pick<Study, 'kind' | 'grid' | 'view'>;

/**
 * True where the mask is a picture: of one slice, but for a NIfTI file, whose geometry such files are for.
 *
 * @throws {ScanError} `invalid-argument` for what is no study.
 */
export function isPicture(study: Pick<Study, 'kind' | 'grid'>): boolean {
  checkStudy(study, ['kind', 'grid']);
  return study.grid.shape[0] === 1 && study.kind !== 'nifti';
}

/**
 * The mask of a study as one file: a PNG for a slice, a label map in the geometry of the file for a volume.
 *
 * @param labels Of the axial view's voxels.
 * @param classes Of the network, background included.
 * @throws {ScanError} `invalid-argument` for what is no study, and labels that are not one for each voxel.
 */
export function maskFile(
  frame: MaskFrame,
  name: string,
  segmented: { labels: Uint8Array; classes: number },
): ResultFile {
  checkStudy(frame, ['kind', 'grid', 'view']);
  checkText(name, 'name');
  const { labels, classes } = segmented ?? {};
  checkLabels(labels, voxelCount(frame.grid.shape));
  if (!isPicture(frame)) return { name: labelMapName(name), bytes: labelMap(frame, labels) };
  return { name: maskName(name), bytes: maskPng(frame.view.restore(labels), frame.grid.shape, classes) };
}

/**
 * A compressed NIfTI file that carries over what the input's header says of its geometry.
 *
 * @throws {ScanError} `invalid-argument` for what is no study, and labels that are not one for each voxel.
 */
export function labelMap(frame: MaskFrame, labels: Uint8Array): Uint8Array {
  checkStudy(frame, ['grid', 'view']);
  const { grid, view } = frame;
  checkLabels(labels, voxelCount(grid.shape));
  return writeNifti({ ...grid, data: view.restore(labels), unit: 'unknown' }, { labels: true });
}

/**
 * One slice's labels as a PNG: 0 and 255 of two classes, labels in a palette of more.
 *
 * @param shape [slices, rows, columns]; the last two are the picture's.
 * @throws {ScanError} `invalid-argument` for labels that are not one for each pixel.
 */
export function maskPng(
  mask: Uint8Array,
  shape: readonly [number, number, number],
  classes: number,
): Uint8Array {
  checkVolume({ shape: shape as Volume['shape'] }, ['shape'], 'The mask');
  const [, height, width] = shape;
  checkLabels(mask, height * width);
  checkCount(classes, 'classes', 2);
  if (classes > 2) return writeMaskPng({ data: mask, shape: [1, height, width] });
  const data = mask.map((label) => (label === 0 ? 0 : 255));
  return encodePng({ width, height, channels: 1, data, maxValue: 255 });
}
