import { WINDOWS } from '@miniseg/data';
import type { PixelArray, Volume } from '@miniseg/formats/volume';
import { ScanError } from '../errors.js';

/** Values that are black and white. */
export type GreyRange = [low: number, high: number];

/** Which values of a volume are black and which white, and why. */
export interface GreyScale {
  /** Values that become 0 and 255. */
  range: GreyRange;
  /** True where the values are Hounsfield units: the file says so, the caller does, or they can be nothing else. */
  hounsfield: boolean;
  /** What had to be guessed: that the values are Hounsfield units, or that all of their range is wanted. */
  guessed?: 'hounsfield' | 'range';
  /** The guess in words. */
  notes: string[];
}

export interface GreyScaleOptions {
  /** Hounsfield units from black to white; says that the values are such. */
  window?: GreyRange;
  /** Values from black to white, of any unit. */
  range?: GreyRange;
}

const LUNG: GreyRange = [
  WINDOWS.lung.center - WINDOWS.lung.width / 2,
  WINDOWS.lung.center + WINDOWS.lung.width / 2,
];

/**
 * Chooses black and white for a volume, for networks trained on pictures and for the eye: the lung window for
 * Hounsfield units, 0 to 255 for bytes, else all of the values' range. Files often do not say what their values are;
 * where one in fifty lies between -1100 and -500, as in every chest CT, they are taken for Hounsfield units.
 *
 * @throws ScanError `unsupported` for values of an unknown unit that are all alike
 * @example
 * const { range, hounsfield } = greyScale(scan); // [-1350, 150], true
 */
export function greyScale(
  { data, unit }: Pick<Volume, 'data' | 'unit'>,
  { window, range }: GreyScaleOptions = {},
): GreyScale {
  const known = unit === 'HU' || window !== undefined;
  const looksSo = !known && looksLikeHounsfield(data);
  const hounsfield = known || looksSo;
  if (range) return { range, hounsfield, notes: [] };
  if (looksSo) {
    const note =
      'The file does not say so, but its values look like Hounsfield units: the lung window was used.';
    return { range: LUNG, hounsfield, guessed: 'hounsfield', notes: [note] };
  }
  if (hounsfield) return { range: window ?? LUNG, hounsfield, notes: [] };
  if (data instanceof Uint8Array) return { range: [0, 255], hounsfield, notes: [] };
  const [low, high] = extent(data);
  if (!(high > low)) {
    throw new ScanError(
      'unsupported',
      'All voxels have one value (or none that is a number), so there is nothing to see. Check how the file was exported.',
    );
  }
  const note = `The file does not say what its values mean, so that all of their range, ${low} to ${high}, was used as black to white.`;
  return { range: [low, high], hounsfield, guessed: 'range', notes: [note] };
}

/** Air and lung, -1100 to -500, make up a good part of any chest CT; nothing else has values like these. */
function looksLikeHounsfield(data: PixelArray): boolean {
  let air = 0;
  for (let i = 0; i < data.length; i++) if (data[i] > -1100 && data[i] < -500) air++;
  const [low, high] = extent(data);
  return air > 0.02 * data.length && high > 0 && low >= -32768 && high <= 32767;
}

function extent(data: PixelArray): GreyRange {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < data.length; i++) {
    const value = data[i];
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}
