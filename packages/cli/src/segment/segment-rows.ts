/** Pictures that are too large to be held: they are decoded, segmented and written row by row. */
import path from 'node:path';
import { announcedSize } from '@miniseg/formats';
import { writeFileAtomic } from '@miniseg/formats/node';
import { hasRows, type ScanInput, segmentLargePicture } from '@miniseg/scan';
import { memoryFor } from '../files/memory-for.js';
import { bytesOf } from './memory.js';
import type { InputReport, SegmentRun } from './segment-run.js';

/** From so many pixels on: such a picture takes no longer row by row, and much less memory. */
const LARGE = 2 ** 25;
/** Rows and their masks, and the overlay. */
const BESIDES = 64 * 2 ** 20;

export interface PictureFile {
  bytes: Uint8Array;
  /** [1, rows, columns]. */
  shape: [number, number, number];
}

/** Whether all of them do; no more are looked into than it takes to tell. */
export async function allComeInRows(inputs: readonly ScanInput[]): Promise<boolean> {
  for (const input of inputs) if (!(await comesInRows(input))) return false;
  return true;
}

/** Whether an input comes row by row, by its first bytes. */
async function comesInRows({ kind, files }: ScanInput): Promise<boolean> {
  if (kind !== 'picture') return false;
  const beginning = await files[0].beginning(64);
  const { shape } = (hasRows(beginning) && announcedSize(beginning)) || {};
  return shape !== undefined && shape[1] * shape[2] >= LARGE;
}

/** The file of a picture that is to be segmented row by row; undefined for all others. */
export async function rowsToSegment(
  input: ScanInput,
  { predictor, slidingWindow, maxMemory }: Pick<SegmentRun, 'predictor' | 'slidingWindow' | 'maxMemory'>,
): Promise<PictureFile | undefined> {
  if (!predictor.segmentRows || slidingWindow || !(await comesInRows(input))) return undefined;
  const fileBytes = bytesOf(input);
  if (3 * fileBytes + BESIDES > memoryFor(maxMemory, fileBytes)) return undefined;
  const bytes = await input.files[0].bytes();
  return { bytes, shape: announcedSize(bytes)?.shape as PictureFile['shape'] };
}

/** Rejects with whatever is wrong with the picture; nothing is written then. */
export async function segmentRowsOf(
  { name, label }: ScanInput,
  { bytes }: PictureFile,
  { predictor, size, trainedSize, overlay, out, classes }: Omit<SegmentRun, 'slidingWindow'>,
): Promise<InputReport> {
  const start = performance.now();
  const { files, slice } = await segmentLargePicture(
    bytes,
    (picture, take) => predictor.segmentRows?.(picture, take, { inputSize: size ?? trainedSize }),
    { name, label, classes, overlay },
  );
  const milliseconds = Math.round((performance.now() - start) * 10) / 10;
  for (const file of files) await writeFileAtomic(path.join(out, file.name), file.bytes);
  return { slice: { ...slice, milliseconds } };
}
