/** Black and white of a volume, with the options by which a guess can be mended. */
import type { Volume } from '@miniseg/formats';
import { type GreyRange, type GreyScale, type GreyScaleOptions, greyScale as scaleOf } from '@miniseg/scan';

export type { GreyRange, GreyScale, GreyScaleOptions };

const CURES: Record<NonNullable<GreyScale['guessed']>, string> = {
  hounsfield: 'Pass --window or --range to choose.',
  range: 'Pass --window for Hounsfield units or --range for others.',
};

/** @throws DataError for an image of one single value. */
export function greyScale(volume: Volume, options: GreyScaleOptions): GreyScale {
  const scale = scaleOf(volume, options);
  const cure = scale.guessed && CURES[scale.guessed];
  return cure ? { ...scale, notes: scale.notes.map((note) => `${note} ${cure}`) } : scale;
}
