/** An input with its voxels: a volume, or a single slice that is no picture. */
import path from 'node:path';
import { orientationOf } from '@miniseg/data';
import {
  type DicomSeries,
  groupDicomSeries,
  type PixelArray,
  readDicom,
  readSeriesVolume,
  type Volume,
} from '@miniseg/formats';
import { readBytes, readPath } from '@miniseg/formats/node';
import { hasOwnGrid } from '@miniseg/scan';
import type { SegmentInput } from '../collect-inputs.js';
import { CliError } from '../errors.js';
import { readNamed } from './read-named.js';
import type { SegmentRun } from './run.js';

export interface Scan {
  /** Without data where `slice` reads them. */
  volume: Volume;
  /** Values of one slice of an axial series, read from its file: a long series takes no memory. */
  slice?: (index: number) => Promise<PixelArray>;
  seriesInstanceUID?: string;
  /** Source of a DICOM segmentation, with the bytes of all files; only where one is wanted. */
  series?: DicomSeries;
  /** False where the file does not say how large its voxels are. */
  knownSpacing: boolean;
  notes: string[];
}

type Wanted = Pick<SegmentRun, 'dicomSeg' | 'window'>;

/** @throws CliError or DataError that says what is wrong with the file. */
export async function readScan({ kind, files, notes }: SegmentInput, wanted: Wanted): Promise<Scan> {
  if (kind === 'dicom') return readDicomScan(files, notes, wanted);
  const volume = await readPath(files[0]);
  return { volume, knownSpacing: kind !== 'array' || hasOwnGrid(volume), notes };
}

async function readDicomScan(
  files: readonly string[],
  notes: readonly string[],
  wanted: Wanted,
): Promise<Scan> {
  const { series, ignored } = groupDicomSeries(await readNamed(files));
  if (series.length === 0) throw new CliError('input', ignored[0].reason);
  const [stack] = series;
  const { seriesInstanceUID, shape, spacing, origin, direction, unit, issues } = stack;
  // Where the meaning of the values is known, and nothing is to be turned, no slice needs the others.
  const whole = stack.slices.every((slice, index) => slice?.file === index);
  const alone =
    whole && stack.files.length > 1 && (unit === 'HU' || wanted.window) && orientationOf(stack) === 'LPS';
  const names = stack.files.map(({ name }) => name);
  return {
    ...(alone
      ? {
          volume: { data: new Int16Array(0), shape, spacing, origin, direction, unit },
          slice: sliceReader(names),
        }
      : { volume: await readSeriesVolume(stack) }),
    seriesInstanceUID,
    ...(wanted.dicomSeg && { series: stack }),
    knownSpacing: stack.files[0].header.pixelSpacing !== undefined,
    notes: [...new Set([...notes, ...issues.map(({ message }) => shortNames(message, files))])],
  };
}

/** Messages of the grouping name files as they were given to it: with their folders. */
function shortNames(message: string, files: readonly string[]): string {
  return files.reduce((text, file) => text.replaceAll(file, path.basename(file)), message);
}

/** Apart from the grouping, whose bytes of all files it must not keep. */
function sliceReader(files: readonly string[]): (index: number) => Promise<PixelArray> {
  return async (index) => (await readDicom(await readBytes(files[index]))).data;
}
