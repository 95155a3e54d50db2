/** Black and white of a volume, with the options by which a guess can be mended. */
import type { Volume } from '@miniseg/formats';
import { type GreyRange, type GreyScale, type GreyScaleOptions, greyScale as scaleOf } from '@miniseg/scan';

export type { GreyRange, GreyScale, GreyScaleOptions };

/** Said after the note on a guess. */
export const CURES: GreyScaleOptions['cures'] = {
  hounsfield: 'Pass --window or --range to choose.',
  range: 'Pass --window for Hounsfield units or --range for others.',
  stored: 'Pass --range with the stored values that are black and white.',
};

/** @throws {ScanError} for an image of one single value. */
export const greyScale = (volume: Volume, { window, range }: GreyScaleOptions): GreyScale =>
  scaleOf(volume, { window, range, cures: CURES });
