/** What was marked in a volume, at one look. */
import {
  pictureSheet,
  type Raster,
  renderOverlay,
  resampleVolume,
  type Vector3,
  type Volume,
} from '@miniseg/data';
import type { GreyRange } from './grey-scale.js';
import { squarePixels } from './segment-view.js';

const MOST = 24;
const COLUMNS = 6;

export interface ContactSheet {
  picture: Raster;
  /** Slices of the view that it shows, row by row. */
  slices: number[];
}

/** Up to 24 slices with their marks, spread over those that have any (over all where none has). */
export function contactSheet(view: Volume, labels: Uint8Array, range: GreyRange): ContactSheet {
  const [count, height, width] = view.shape;
  const plane = height * width;
  const all = Array.from({ length: count }, (_, slice) => slice);
  const marked = all.filter((slice) =>
    labels.subarray(slice * plane, (slice + 1) * plane).some((label) => label !== 0),
  );
  const slices = spread(marked.length > 0 ? marked : all);
  const pictures = slices.map((slice) => {
    const cut = (data: Volume['data'], interpolation: 'linear' | 'nearest') =>
      squared(
        { ...view, data: data.subarray(slice * plane, (slice + 1) * plane), shape: [1, height, width] },
        interpolation,
      );
    return renderOverlay(cut(view.data, 'linear'), cut(labels, 'nearest'), { range });
  });
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
