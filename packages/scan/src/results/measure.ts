import { check } from '../check-options.js';
import { checkStudy } from '../check-study.js';
import { checkLabels, voxelCount } from '../check-values.js';
import type { Study } from '../study/study.js';
import { type AffectedShares, affectedShares } from '../view/affected-shares.js';
import { ThinnedVolume } from '../view/thinned-volume.js';
import { countLabels } from './count-labels.js';
import { voxelMilliliters } from './voxel-milliliters.js';

/** How much is marked. */
export interface Findings extends Omit<AffectedShares, 'notes'> {
  /** That are not background. */
  voxels: number;
  /** Their volume; absent where the file does not say how large its voxels are. */
  milliliters?: number;
  /** Why a figure is absent, or what it leaves out, in sentences. */
  notes: string[];
}

/**
 * @param labels Of the axial view's voxels.
 * @param thinned The view's values, gathered while they were at hand; else every slice is read again.
 * @throws {ScanError} `invalid-argument` for what is no study, and labels that are not one for each voxel.
 */
export async function measure(
  study: Pick<Study, 'slices' | 'grid' | 'grey' | 'knownSpacing'>,
  labels: Uint8Array,
  thinned?: ThinnedVolume,
): Promise<Findings> {
  checkStudy(study, ['grid', 'slices', 'grey']);
  checkLabels(labels, voxelCount(study.grid.shape));
  const { grid, knownSpacing } = study;
  const isThinned = thinned === undefined || thinned instanceof ThinnedVolume;
  check(isThinned, 'thinned', thinned, 'it is a ThinnedVolume');
  const { notes, ...shares } = await sharesOf(study, labels, thinned);
  const voxels = countMarked(labels);
  return {
    voxels,
    ...(knownSpacing ? { milliliters: voxels * voxelMilliliters(grid) } : {}),
    ...shares,
    notes: knownSpacing
      ? notes
      : [...notes, 'The file does not say how large its voxels are, so that no volume in mL is given.'],
  };
}

async function sharesOf(
  { slices, grey }: Pick<Study, 'slices' | 'grey'>,
  labels: Uint8Array,
  gathered: ThinnedVolume | undefined,
): Promise<AffectedShares> {
  if (!grey.hounsfield) {
    return {
      notes: ['The values are not known to be Hounsfield units, so that no share of body or lungs is given.'],
    };
  }
  const thinned = gathered ?? new ThinnedVolume(slices.shape);
  if (!gathered) {
    for (let slice = 0; slice < slices.shape[0]; slice++) thinned.add(slice, await slices.slice(slice));
  }
  return affectedShares(thinned, thinned.labels(labels));
}

/**
 * Labels that are not background.
 *
 * @throws {ScanError} `invalid-argument` for what are no labels.
 */
export function countMarked(labels: Uint8Array): number {
  checkLabels(labels);
  return labels.length - countLabels(labels)[0];
}
