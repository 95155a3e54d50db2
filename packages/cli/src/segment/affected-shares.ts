/** How much of the body and of the lungs is marked. */
import { bodyMask, lungMask, type PixelArray, type Vector3, type Volume } from '@miniseg/data';

export interface AffectedShares {
  /** Marked voxels in the body / voxels of the body. */
  bodyShare?: number;
  /** ... / voxels of the lungs or marked: dense disease is not air, so that thresholds leave it out of the lungs. */
  lungShare?: number;
  notes: string[];
}

// Finding regions takes some 20 bytes a voxel; shares of thinned-out rows and columns are the same but for noise.
const MOST_VOXELS = 24e6;

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
  const step = Math.ceil(Math.sqrt(labels.length / mostVoxels));
  const thinned = step > 1 ? thin(view.data, view.shape, step) : view;
  const marks = step > 1 ? thin(labels, view.shape, step).data : labels;
  const body = bodyMask(thinned);
  const bodyVoxels = count(body, (inside) => inside === 1);
  if (bodyVoxels === 0)
    return { notes: ['No body was found, so that no share of it or of the lungs is given.'] };
  const marked = count(body, (inside, index) => inside === 1 && marks[index] !== 0);
  const all = count(marks, (label) => label !== 0);
  const notes: string[] = [];
  if (all > marked) {
    notes.push(
      `${((100 * (all - marked)) / all).toFixed(1)} % of the marked voxels lie outside of the body; the shares leave them out.`,
    );
  }
  const lung = lungMask(thinned);
  const air = count(lung, (inside) => inside === 1);
  if (air === 0) {
    notes.push('No lungs were found, so that no share of them is given.');
    return { bodyShare: marked / bodyVoxels, notes };
  }
  const joined = count(lung, (inside, index) => inside === 1 || (body[index] === 1 && marks[index] !== 0));
  return { bodyShare: marked / bodyVoxels, lungShare: marked / joined, notes };
}

function count(values: PixelArray, counts: (value: number, index: number) => boolean): number {
  let sum = 0;
  for (let index = 0; index < values.length; index++) if (counts(values[index], index)) sum++;
  return sum;
}

/** Every `step`-th row and column. */
function thin(
  data: PixelArray,
  [slices, rows, columns]: Vector3,
  step: number,
): Pick<Volume, 'data' | 'shape'> {
  const shape: Vector3 = [slices, Math.ceil(rows / step), Math.ceil(columns / step)];
  const kept = new Float32Array(shape[0] * shape[1] * shape[2]);
  let at = 0;
  for (let line = 0; line < slices * rows; line++) {
    if ((line % rows) % step !== 0) continue;
    for (let column = 0; column < columns; column += step) kept[at++] = data[line * columns + column];
  }
  return { data: kept, shape };
}
