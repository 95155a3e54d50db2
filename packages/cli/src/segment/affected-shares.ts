/** How much of the body and of the lungs is marked. */
import { bodyMask, lungMask, type PixelArray, type Volume } from '@miniseg/data';
import { Thinned } from './thinned.js';

export interface AffectedShares {
  /** Marked voxels in the body / voxels of the body. */
  bodyShare?: number;
  /** ... / voxels of the lungs or marked: dense disease is not air, so that thresholds leave it out of the lungs. */
  lungShare?: number;
  notes: string[];
}

/** Finding regions takes some 20 bytes a voxel; shares of thinned-out rows and columns are the same but for noise. */
export const MOST_VOXELS = 3e6;

/**
 * Body and lungs are found by thresholds (`bodyMask`, `lungMask` of `@miniseg/data`), so the shares are estimates.
 *
 * @param view Axial slices in Hounsfield units.
 * @param mostVoxels Rows and columns of larger volumes are thinned out.
 */
export function affectedShares(
  view: Pick<Volume, 'data' | 'shape'>,
  labels: Uint8Array,
  mostVoxels = MOST_VOXELS,
): AffectedShares {
  if (labels.length > mostVoxels) {
    const [slices, rows, columns] = view.shape;
    const thinned = new Thinned(view.shape, mostVoxels);
    for (let slice = 0; slice < slices; slice++) {
      thinned.add(slice, view.data.subarray(slice * rows * columns, (slice + 1) * rows * columns));
    }
    return affectedShares(thinned, thinned.labels(labels), Number.POSITIVE_INFINITY);
  }
  const body = bodyMask(view);
  const bodyVoxels = count(body, (inside) => inside === 1);
  if (bodyVoxels === 0)
    return { notes: ['No body was found, so that no share of it or of the lungs is given.'] };
  const marked = count(body, (inside, index) => inside === 1 && labels[index] !== 0);
  const all = count(labels, (label) => label !== 0);
  const notes: string[] = [];
  if (all > marked) {
    notes.push(
      `${((100 * (all - marked)) / all).toFixed(1)} % of the marked voxels lie outside of the body; the shares leave them out.`,
    );
  }
  const lung = lungMask(view);
  const air = count(lung, (inside) => inside === 1);
  if (air === 0) {
    notes.push('No lungs were found, so that no share of them is given.');
    return { bodyShare: marked / bodyVoxels, notes };
  }
  const joined = count(lung, (inside, index) => inside === 1 || (body[index] === 1 && labels[index] !== 0));
  return { bodyShare: marked / bodyVoxels, lungShare: marked / joined, notes };
}

function count(values: PixelArray, counts: (value: number, index: number) => boolean): number {
  let sum = 0;
  for (let index = 0; index < values.length; index++) if (counts(values[index], index)) sum++;
  return sum;
}
