/** Results of one slice: a mask, and the slice with the mask over it. */
import path from 'node:path';
import { encodePng, type GreySlice, renderOverlay, writeMaskPng } from '@miniseg/formats';
import { writeFileAtomic } from '@miniseg/formats/node';
import type { Segmentation } from '@miniseg/model';
import { maskOf, overlayOf } from './result-files.js';
import type { SegmentRun } from './run.js';

export interface SliceReport {
  file: string;
  width: number;
  height: number;
  mask: string;
  overlay?: string;
  /** Pixels that are not background. */
  pixels: number;
  /** ... of all pixels of the image. */
  share: number;
  /** From the decoded slice to the mask in memory. */
  milliseconds: number;
  /** Values shown as black and white; files that are no pictures. */
  range?: [number, number];
  dicomSeg?: string;
  notes?: string[];
}

export async function writeSlice(
  { name, file }: { name: string; file: string },
  { data, white }: GreySlice,
  { width, height, classes, mask }: Segmentation,
  { out, overlay }: SegmentRun,
): Promise<Omit<SliceReport, 'milliseconds'>> {
  const shape: [number, number, number] = [1, height, width];
  const maskFile =
    classes === 2
      ? encodePng({ width, height, channels: 1, data: mask.map((label) => 255 * label), maxValue: 255 })
      : writeMaskPng({ data: mask, shape });
  if (overlay) {
    const picture = renderOverlay(
      { data, shape, unit: 'unknown' },
      { data: mask, shape },
      { range: [0, white] },
    );
    await writeFileAtomic(path.join(out, overlayOf(name)), encodePng(picture));
  }
  await writeFileAtomic(path.join(out, maskOf(name)), maskFile);
  const pixels = mask.reduce((count, label) => count + (label === 0 ? 0 : 1), 0);
  return {
    file,
    width,
    height,
    mask: maskOf(name),
    ...(overlay ? { overlay: overlayOf(name) } : {}),
    pixels,
    share: pixels / mask.length,
  };
}
