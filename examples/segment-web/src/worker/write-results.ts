/** Masks as files: NIfTI in the input's geometry, PNG, DICOM segmentation. */
import { encodePng, renderOverlay, writeDicomSegmentation, writeMaskPng, writeNifti } from '@miniseg/data';
import { sliceOf } from './network-slice.js';
import type { Study } from './read-study.js';

/** @param labels Of the view's voxels. */
export function niftiFile({ volume, view }: Study, labels: Uint8Array): Uint8Array {
  return writeNifti({ ...volume, data: view.restore(labels), unit: 'unknown' }, { labels: true });
}

/** Of two classes 0 and 255, as `miniseg segment` writes it; of more, labels in a palette. */
export function maskPng({ view }: Study, mask: Uint8Array, classes: number): Uint8Array {
  const [, height, width] = view.volume.shape;
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
