import { pictureSheet, resampleVolume } from '@miniseg/data/prepare';
import { type Raster, renderOverlay, type Vector3, type Volume } from '@miniseg/formats';
import type { Slices } from '../study/slices.js';
import type { GreyRange } from '../view/grey-scale.js';
import { squarePixels } from '../view/square-pixels.js';
import { countLabels } from './count-labels.js';

const MOST = 24;
const COLUMNS = 6;

/** What was marked in a volume, at one look. */
export interface ContactSheet {
  picture: Raster;
  /** Slices of the view that it shows, row by row. */
  slices: number[];
}

/** Up to 24 slices with their marks, spread over those that have any (over all where none has). */
export async function contactSheet(
  view: Slices,
  labels: Uint8Array,
  range: GreyRange,
): Promise<ContactSheet> {
  const [count, height, width] = view.shape;
  const plane = height * width;
  const all = Array.from({ length: count }, (_, slice) => slice);
  const labelsOf = (slice: number) => labels.subarray(slice * plane, (slice + 1) * plane);
  const marked = all.filter((slice) => countLabels(labelsOf(slice))[0] < plane);
  const slices = spread(marked.length > 0 ? marked : all);
  const { spacing, origin, direction } = view;
  const pictures: Raster[] = [];
  for (const slice of slices) {
    const cut = (data: Volume['data'], interpolation: 'linear' | 'nearest') =>
      squared(
        { data, shape: [1, height, width], spacing, origin, direction, unit: 'unknown' },
        interpolation,
      );
    const image = cut(await view.slice(slice), 'linear');
    pictures.push(renderOverlay(image, cut(labelsOf(slice), 'nearest'), { range }));
  }
  return { picture: pictureSheet(pictures, { columns: Math.min(COLUMNS, slices.length) }), slices };
}

function spread(slices: readonly number[]): number[] {
  if (slices.length <= MOST) return [...slices];
  return Array.from({ length: MOST }, (_, n) => slices[Math.round((n * (slices.length - 1)) / (MOST - 1))]);
}

/** As wide and high as the patient, not as the pixels. */
function squared(slice: Volume, interpolation: 'linear' | 'nearest'): Volume {
  if (!squarePixels(slice)) return slice;
  const finer = Math.min(slice.spacing[1], slice.spacing[2]);
  return resampleVolume(slice, [slice.spacing[0], finer, finer] as Vector3, { interpolation });
}
