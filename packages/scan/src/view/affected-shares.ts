import { bodyMask, lungMask } from '@miniseg/data/prepare';
import type { PixelArray, Volume } from '@miniseg/formats/volume';
import { checkLabels, checkVolume, voxelCount } from '../check-values.js';
import { ThinnedVolume } from './thinned-volume.js';

/** How much of the body and of the lungs is marked; a share is absent where there is nothing to take it of. */
export interface AffectedShares {
  /** Marked voxels in the body / voxels of the body. */
  bodyShare?: number;
  /** ... / voxels of the lungs or marked: dense disease is not air, so that thresholds leave it out of the lungs. */
  lungShare?: number;
  /** Why a share is absent, or what it leaves out, in sentences. */
  notes: string[];
}

/**
 * Air in the lungs as a part of the body from which a share of the lungs means something: in a chest it is a fifth and
 * more, in a scan of the whole trunk a twelfth; below lie the bases of the lungs in a scan of the abdomen, and bowels.
 */
const LEAST_LUNG = 0.03;

/**
 * Shares of the body and of the lungs that labels other than 0 mark. Both regions are found by thresholds
 * ({@link bodyMask}, {@link lungMask}), so the shares are estimates.
 *
 * @param view Axial slices in Hounsfield units, see {@link axialView}.
 * @param labels One for each voxel.
 * @param mostVoxels Rows and columns of larger volumes are thinned out, which changes the shares by noise only.
 * @example
 * const { lungShare, notes } = affectedShares(axialView(scan).volume, labels);
 */
export function affectedShares(
  view: Pick<Volume, 'data' | 'shape'>,
  labels: Uint8Array,
  mostVoxels?: number,
): AffectedShares {
  checkVolume(view, ['data', 'shape'], 'The view');
  checkLabels(labels, voxelCount(view.shape));
  const [slices, rows, columns] = view.shape;
  const thinned = new ThinnedVolume(view.shape, mostVoxels);
  if (thinned.data.length === view.data.length) return sharesOf(view, labels);
  for (let slice = 0; slice < slices; slice++) {
    thinned.add(slice, view.data.subarray(slice * rows * columns, (slice + 1) * rows * columns));
  }
  return sharesOf(thinned, thinned.labels(labels));
}

function sharesOf(view: Pick<Volume, 'data' | 'shape'>, labels: Uint8Array): AffectedShares {
  const body = bodyMask(view);
  const bodyVoxels = count(body, (inside) => inside === 1);
  if (bodyVoxels === 0)
    return { notes: ['No body was found, so that no share of it or of the lungs is given.'] };
  const marked = count(body, (inside, index) => inside === 1 && labels[index] !== 0);
  const all = count(labels, (label) => label !== 0);
  const notes: string[] = [];
  if (all > marked) {
    const outside = ((100 * (all - marked)) / all).toFixed(1);
    notes.push(`${outside} % of the marked voxels lie outside of the body; the shares leave them out.`);
  }
  const lung = lungMask(view);
  const air = count(lung, (inside) => inside === 1);
  if (air === 0) {
    notes.push('No lungs were found, so that no share of them is given.');
    return { bodyShare: marked / bodyVoxels, notes };
  }
  if (air < LEAST_LUNG * bodyVoxels) {
    const share = ((100 * air) / bodyVoxels).toFixed(1);
    notes.push(
      `There is hardly any lung (${share} % of the body's voxels), so that no share of it is given.`,
    );
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
