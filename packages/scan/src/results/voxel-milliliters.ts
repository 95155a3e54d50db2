import { type Volume, voxelVolume } from '@miniseg/formats/volume';
import { checkVolume } from '../check-values.js';

/**
 * The volume of one voxel in mL, by `voxelVolume`; for grids whose spacing is known.
 *
 * @throws {ScanError} `invalid-argument` for a volume without spacing or directions.
 */
export function voxelMilliliters(volume: Pick<Volume, 'spacing' | 'direction'>): number {
  checkVolume(volume, ['spacing', 'direction']);
  const { spacing, direction } = volume;
  return (voxelVolume({ spacing, direction }) as number) / 1000;
}
