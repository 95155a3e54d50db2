/** An input with its voxels: a volume, or a single slice that is no picture. */
import path from 'node:path';
import {
  type DicomSeries,
  groupDicomSeries,
  type NamedBytes,
  readSeriesVolume,
  type Volume,
} from '@miniseg/data';
import { readBytes, readPath } from '@miniseg/data/node';
import type { SegmentInput } from '../collect-inputs.js';
import { CliError } from '../errors.js';

export interface Scan {
  volume: Volume;
  /** Source of a DICOM segmentation; DICOM alone. */
  series?: DicomSeries;
  /** False where the file does not say how large its voxels are. */
  knownSpacing: boolean;
  notes: string[];
}

/** @throws CliError or DataError that says what is wrong with the file. */
export async function readScan({ kind, files, notes }: SegmentInput): Promise<Scan> {
  if (kind === 'dicom') return readDicomScan(files, notes);
  const volume = await readPath(files[0]);
  return { volume, knownSpacing: kind !== 'array' || !isBare(volume), notes };
}

/** Arrays get voxels of 1 mm at the origin when nothing says otherwise. */
function isBare({ spacing, origin }: Volume): boolean {
  return spacing.every((length) => length === 1) && origin.every((value) => value === 0);
}

async function readDicomScan(files: readonly string[], notes: readonly string[]): Promise<Scan> {
  const named: NamedBytes[] = [];
  for (const file of files) named.push({ name: path.basename(file), bytes: await readBytes(file) });
  const { series, ignored } = groupDicomSeries(named);
  if (series.length === 0) throw new CliError('input', ignored[0].reason);
  const [stack] = series;
  const volume = await readSeriesVolume(stack);
  return {
    volume,
    series: stack,
    knownSpacing: stack.files[0].header.pixelSpacing !== undefined,
    notes: [...new Set([...notes, ...stack.issues.map(({ message }) => message)])],
  };
}
