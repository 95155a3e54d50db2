import type { Volume } from '@miniseg/formats/volume';

/**
 * False for a volume whose file said nothing of where its voxels lie: arrays and pictures get voxels of 1 mm at the
 * origin, from which no volume in mL should be told.
 */
export function hasOwnGrid({ spacing, origin }: Pick<Volume, 'spacing' | 'origin'>): boolean {
  return spacing.some((length) => length !== 1) || origin.some((value) => value !== 0);
}
