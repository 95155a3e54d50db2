import path from 'node:path';
import { imageName } from '../sort/image-name.js';
import type { FileReason, ImageSource } from '../sort/image-source.js';
import type { SortedSeries } from '../sort/sort-dicom.js';
import type { ScanInput } from '../study/scan-input.js';

/** Stacks of fewer slices than this are localizers or strays where the folder has a longer one. */
const ENOUGH = 3;

/**
 * Every DICOM series of a folder becomes an input, named after the folder (with a number where there are several) or,
 * where it is one multi-frame file, after the file. A folder of single slices that make no series gives one input for
 * each.
 *
 * @param series The longest first.
 */
export function dicomStacks(
  series: readonly SortedSeries<ImageSource>[],
  folderName: string,
): { inputs: ScanInput[]; notTaken: FileReason[] } {
  const notTaken: FileReason[] = [];
  const long = series.filter((stack) => imagesIn(stack) >= ENOUGH);
  const taken = long.length > 0 ? long : series;
  for (const stack of series.filter((other) => !taken.includes(other))) {
    const slices = imagesIn(stack);
    for (const { name } of stack.files) {
      const reason = `it belongs to a stack of ${slices} slice(s), a localizer perhaps, beside a series of ${imagesIn(series[0])}; name it to have it segmented too`;
      notTaken.push({ file: path.basename(name), reason });
    }
  }
  const several = taken.filter((stack) => stack.files.length > 1).length > 1;
  let count = 0;
  const inputs = taken.map((stack): ScanInput => {
    const { files, notes } = stack;
    const [{ name: first }] = files;
    const alone = files.length === 1;
    const name = alone ? imageName(first, 'dicom') : several ? `${folderName}-${++count}` : folderName;
    const label = alone ? path.basename(first) : seriesLabel(folderName, stack);
    return { name, label, kind: 'dicom', files, notes };
  });
  return { inputs, notTaken };
}

/** Without the places of its grid where no slice was acquired. */
const imagesIn = ({ files, shape }: SortedSeries<ImageSource>) =>
  files.length > 1 ? files.length : shape[0];

function seriesLabel(folderName: string, { description, files }: SortedSeries<ImageSource>): string {
  return `${folderName} (${description ? `${description}, ` : ''}${files.length} files)`;
}
