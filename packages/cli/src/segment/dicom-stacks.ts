/** The DICOM series of a folder as inputs, before any pixel is decoded. */
import path from 'node:path';
import { type ImageSource, imageName, type SortedSeries } from '@miniseg/scan';
import type { CollectedInputs, SegmentInput } from './inputs.js';

/** Stacks of fewer slices than this are localizers or strays where the folder has a longer one. */
const ENOUGH = 3;

/**
 * Every series becomes an input, named after the folder (with a number where there are several) or, where it is one
 * multi-frame file, after the file. A folder of single slices that make no series gives one input for each.
 *
 * @param series The longest first.
 */
export function dicomStacks(
  series: readonly SortedSeries<ImageSource>[],
  folderName: string,
): Pick<CollectedInputs, 'inputs' | 'notTaken'> {
  const notTaken: CollectedInputs['notTaken'] = [];
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
    const name =
      slices.length === 1 ? imageName(slices[0], 'dicom') : several ? `${folderName}-${++count}` : folderName;
    const label = slices.length === 1 ? path.basename(slices[0]) : seriesLabel(folderName, stack);
    return { name, kind: 'dicom', files: slices, label, notes: stack.notes };
  });
  return { inputs, notTaken };
}

function seriesLabel(folderName: string, { description, files }: SortedSeries<ImageSource>): string {
  return `${folderName} (${description ? `${description}, ` : ''}${files.length} files)`;
}
