/** The DICOM files of a folder as series, before any pixel is decoded. */
import path from 'node:path';
import { DataError, type DicomSeries, groupDicomSeries, type NamedBytes, readDicom } from '@miniseg/data';
import type { CollectedInputs, SegmentInput } from '../collect-inputs.js';
import { nameOf } from './input-from-file.js';
import { readNamed } from './read-named.js';

/** Stacks of fewer slices than this are localizers or strays where the folder has a longer one. */
const ENOUGH = 3;

/**
 * Every series becomes an input, named after the folder (with a number where there are several) or, where it is one
 * multi-frame file, after the file. A folder of single slices that make no series gives one input for each.
 */
export async function dicomStacks(files: readonly string[], folderName: string): Promise<CollectedInputs> {
  const named = await readNamed(files);
  const { series, ignored } = groupDicomSeries(named);
  const { notTaken, failed } = await sortIgnored(ignored, named);
  const long = series.filter(({ shape }) => shape[0] >= ENOUGH);
  const taken = long.length > 0 ? long : series;
  for (const stack of series.filter((other) => !taken.includes(other))) {
    const [slices] = stack.shape;
    for (const { name } of stack.files) {
      const reason = `it belongs to a stack of ${slices} slice(s), a localizer perhaps, beside a series of ${series[0].shape[0]}; name it to have it segmented too`;
      notTaken.push({ file: path.basename(name), reason });
    }
  }
  const several = taken.filter((stack) => stack.files.length > 1).length > 1;
  let count = 0;
  const inputs = taken.map((stack): SegmentInput => {
    const slices = stack.files.map(({ name }) => name);
    const notes = stack.issues.map(({ message }) => shortNames(message, files));
    const name =
      slices.length === 1 ? nameOf(slices[0], 'dicom') : several ? `${folderName}-${++count}` : folderName;
    const label = slices.length === 1 ? path.basename(slices[0]) : seriesLabel(folderName, stack);
    return { name, kind: 'dicom', files: slices, label, notes };
  });
  return { inputs, notTaken, failed };
}

function seriesLabel(folderName: string, { description, files }: DicomSeries): string {
  return `${folderName} (${description ? `${description}, ` : ''}${files.length} files)`;
}

/** Messages of the grouping name files as they were given to it: with their folders. */
export function shortNames(message: string, files: readonly string[]): string {
  return files.reduce((text, file) => text.replaceAll(file, path.basename(file)), message);
}

/** What holds no image is left alone; what is damaged is a failure, as a slice of a series may be missing now. */
async function sortIgnored(
  ignored: readonly { name: string; reason: string }[],
  files: readonly NamedBytes[],
): Promise<Pick<CollectedInputs, 'notTaken' | 'failed'>> {
  const notTaken: CollectedInputs['notTaken'] = [];
  const failed: CollectedInputs['failed'] = [];
  for (const { name, reason } of ignored) {
    const file = path.basename(name);
    const { bytes } = files.find((other) => other.name === name) as NamedBytes;
    const damage = await readDicom(bytes).then(
      () => undefined,
      (error: unknown) =>
        DataError.isInstance(error) && ['truncated', 'corrupt', 'too-large'].includes(error.code),
    );
    if (damage) failed.push({ file, error: reason });
    else notTaken.push({ file, reason });
  }
  return { notTaken, failed };
}
