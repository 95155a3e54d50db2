/** A few validation slices as pictures for the report: the truth beside what the network marks. */
import { pictureSheet } from '@miniseg/data';
import { encodePng, renderOverlay } from '@miniseg/formats';
import type { PaperCaseResult } from '@miniseg/metrics';
import type { LabeledSlice } from '../../dataset/slice.js';
import { worstFirst } from '../../scores/score-set.js';
import { IGNORED } from '../../scores/segment-cases.js';

type CaseFigures = Pick<PaperCaseResult, 'id' | 'DSC' | 'HD' | 'unit'>;

export interface ExamplePicture {
  id: string;
  caption: string;
  /** Slice, truth, prediction side by side. */
  png: Uint8Array;
}

/** The places of the worst, the middle and the best case, and some between them; in that order, none twice. */
export function chooseExamples(cases: readonly CaseFigures[], count = 6): CaseFigures[] {
  const ranked = [...cases].sort(worstFirst);
  const most = Math.min(count, ranked.length);
  const places = Array.from({ length: most }, (_, n) =>
    most === 1 ? ranked.length >> 1 : Math.round((n * (ranked.length - 1)) / (most - 1)),
  );
  return places.map((place) => ranked[place]);
}

export function examplePicture(
  { id, width, height, grey, labels }: LabeledSlice,
  prediction: Uint8Array,
  { DSC, HD, unit }: CaseFigures,
): ExamplePicture {
  const shape: [number, number, number] = [1, height, width];
  const image = { data: grey, shape, unit: 'unknown' as const };
  const truth = labels.map((label) => (label === IGNORED ? 0 : label));
  const pictures = [new Uint8Array(labels.length), truth, prediction].map((data) =>
    renderOverlay(image, { data, shape }, { range: [0, 255] }),
  );
  const figures = [
    DSC === undefined ? 'no DSC' : `DSC ${DSC.toFixed(3)}`,
    ...(HD === undefined ? [] : [`HD ${HD.toFixed(1)} ${unit}`]),
  ];
  const png = encodePng(pictureSheet(pictures, { columns: 3, tile: 220 }));
  return { id, caption: `${id}: ${figures.join(', ')}`, png };
}
