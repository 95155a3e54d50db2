import type { Volume } from '@miniseg/formats/volume';
import { checkVolume } from '../check-values.js';

/**
 * False for a volume whose file said nothing of where its voxels lie: arrays and pictures get voxels of 1 mm at the
 * origin, from which no volume in mL should be told.
 *
 * @throws {ScanError} `invalid-argument` for what is no volume
 */
export function hasOwnGrid(volume: Pick<Volume, 'spacing' | 'origin'>): boolean {
  checkVolume(volume, ['spacing', 'origin']);
  const { spacing, origin } = volume;
  return spacing.some((length) => length !== 1) || origin.some((value) => value !== 0);
}
