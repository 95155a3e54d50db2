/** Masks as files, as `miniseg segment` writes them: NIfTI in the input's geometry, PNG, DICOM segmentation. */
import {
  encodePng,
  renderOverlay,
  type Volume,
  writeDicomSegmentation,
  writeMaskPng,
  writeNifti,
} from '@miniseg/formats';
import { sliceOf } from './network-slice.js';
import type { Study } from './read-study.js';
import type { Input } from './sort-files.js';

/** What a mask needs of its input, without the voxels. */
export interface Frame extends Omit<Volume, 'data'> {
  input: Input;
  restore(labels: Uint8Array): Uint8Array;
}

export function frameOf({ input, volume, view }: Study): Frame {
  const { shape, spacing, origin, direction, unit } = volume;
  return { input, shape, spacing, origin, direction, unit, restore: view.restore };
}

/** @param labels Of the view's voxels. */
export function niftiFile({ input: _, restore, ...grid }: Frame, labels: Uint8Array): Uint8Array {
  return writeNifti({ ...grid, data: restore(labels), unit: 'unknown' }, { labels: true });
}

/** One file for all of an input: a picture for a picture, a volume for a volume. */
export function maskFile(
  frame: Frame,
  labels: Uint8Array,
  classes: number,
): { name: string; bytes: Uint8Array } {
  const { input, shape, restore } = frame;
  // A NIfTI file is answered with one, whatever its number of slices.
  if (shape[0] > 1 || input.kind === 'nifti')
    return { name: `${input.name}.nii.gz`, bytes: niftiFile(frame, labels) };
  return { name: `${input.name}.png`, bytes: maskPng(restore(labels), shape[2], classes) };
}

/** Of two classes 0 and 255; of more, labels in a palette. */
export function maskPng(mask: Uint8Array, width: number, classes: number): Uint8Array {
  const height = mask.length / width;
  if (classes > 2) return writeMaskPng({ data: mask, shape: [1, height, width] });
  const data = mask.map((label) => (label === 0 ? 0 : 255));
  return encodePng({ width, height, channels: 1, data, maxValue: 255 });
}

export function overlayPng({ view, grey }: Study, slice: number, mask: Uint8Array): Uint8Array {
  const [, height, width] = view.volume.shape;
  const shape: [number, number, number] = [1, height, width];
  const image = { data: sliceOf(view.volume, slice), shape, unit: 'unknown' as const };
  return encodePng(renderOverlay(image, { data: mask, shape }, { range: grey.range }));
}

/** @throws Error for an input that is no DICOM. */
export function dicomSegFile(
  { input, volume, view, series }: Study,
  labels: Uint8Array,
  { classes, edited }: { classes: number; edited: boolean },
): Uint8Array {
  if (!series) throw new Error(`${input.label} is no DICOM image; export its mask as NIfTI or PNG.`);
  const segments = Array.from({ length: classes - 1 }, (_, index) => ({
    label: index + 1,
    name: classes === 2 ? 'Infection' : `Label ${index + 1}`,
    algorithm: edited ? ('SEMIAUTOMATIC' as const) : ('AUTOMATIC' as const),
  }));
  const restored = { data: view.restore(labels), shape: volume.shape };
  return writeDicomSegmentation(restored, series, { segments, algorithm: { name: 'MiniSeg', version: '0' } });
}
