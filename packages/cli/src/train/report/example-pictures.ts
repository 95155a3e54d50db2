/** A few validation slices as pictures for the report: the slice, and what became of each of its pixels. */

import { renderOverlay } from '@miniseg/formats';
import { IGNORED_LABEL } from '../../dataset/ignored-label.js';
import type { LabeledSlice } from '../../dataset/slice.js';
import { errorPicture, type ReportPicture, reportPicture } from '../../report/error-picture.js';
import { type CaseFigures, describeExample } from '../../report/examples.js';

export interface ExamplePicture {
  id: string;
  caption: string;
  /** The slice alone, and with the marks. */
  pictures: readonly ReportPicture[];
}

export async function examplePicture(
  { id, width, height, grey, labels }: LabeledSlice,
  prediction: Uint8Array,
  figures: CaseFigures,
): Promise<ExamplePicture> {
  const shape: [number, number, number] = [1, height, width];
  const image = { data: grey, shape, unit: 'unknown' as const };
  const plain = renderOverlay(image, { data: new Uint8Array(labels.length), shape }, { range: [0, 255] });
  const marked = { width, height, grey, truth: labels, prediction, ignored: IGNORED_LABEL };
  const pictures = await Promise.all([reportPicture(plain), errorPicture(marked)]);
  return { id, caption: describeExample(figures), pictures };
}
