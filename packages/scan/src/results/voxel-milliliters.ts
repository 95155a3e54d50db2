import { type Volume, voxelVolume } from '@miniseg/formats/volume';

/** The volume of one voxel in mL, by `voxelVolume`; for grids whose spacing is known. */
export function voxelMilliliters({ spacing, direction }: Pick<Volume, 'spacing' | 'direction'>): number {
  return (voxelVolume({ spacing, direction }) as number) / 1000;
}
