/** A small chest as a volume, as PNG slices in the lung window, and as DICOM slices 20 mm apart. */
import { chestPhantom, windowTo8bit } from '@miniseg/data';
import { encodePng, type PixelArray, type Volume } from '@miniseg/formats';
import { type DicomSlice, writeDicom } from './write-dicom.js';

export const SIZE = 64;
export const phantom: Volume = chestPhantom({ seed: 2, size: SIZE, slices: 4, sliceSpacing: 30 }).volume;

export const plane = (slice: number): PixelArray =>
  phantom.data.subarray(slice * SIZE * SIZE, (slice + 1) * SIZE * SIZE);

export function phantomPng(slice: number): Uint8Array {
  const data = windowTo8bit(plane(slice), 'lung');
  return encodePng({ width: SIZE, height: SIZE, channels: 1, data, maxValue: 255 });
}

export function phantomDicom(slice: number, more: Partial<DicomSlice> = {}): Uint8Array {
  return writeDicom({
    data: plane(slice),
    rows: SIZE,
    columns: SIZE,
    position: [-100, -90, 20 * slice],
    spacing: phantom.spacing.slice(1),
    instance: slice + 1,
    ...more,
  });
}

/** Names of the files in a list of a report. */
export const files = (list: { file: string }[]): string[] => list.map(({ file }) => file);
