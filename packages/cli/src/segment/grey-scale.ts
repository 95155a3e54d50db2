/** Which values of a volume are black and which white, for the network and for the eye. */
import { type PixelArray, type Volume, WINDOWS } from '@miniseg/data';
import { CliError } from '../errors.js';

export type GreyRange = [low: number, high: number];

export interface GreyScale {
  /** Values that become 0 and 255. */
  range: GreyRange;
  /** True where the values are Hounsfield units: the file says so, the caller does, or they can be nothing else. */
  hounsfield: boolean;
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

/** @throws CliError for an image of one single value. */
export function greyScale({ data, unit }: Volume, { window, range }: GreyScaleOptions): GreyScale {
  const known = unit === 'HU' || window !== undefined;
  const guessed = !known && looksLikeHounsfield(data);
  const hounsfield = known || guessed;
  if (range) return { range, hounsfield, notes: [] };
  if (hounsfield) {
    const note =
      'The file does not say so, but its values look like Hounsfield units: the lung window was used. Pass --window or --range to choose.';
    return { range: window ?? LUNG, hounsfield, notes: guessed ? [note] : [] };
  }
  if (data instanceof Uint8Array) return { range: [0, 255], hounsfield, notes: [] };
  const [low, high] = extent(data);
  if (!(high > low)) {
    throw new CliError(
      'input',
      'all voxels have one value (or none that is a number), so there is nothing to see.',
    );
  }
  return {
    range: [low, high],
    hounsfield,
    notes: [
      `The file does not say what its values mean, so that all of their range, ${low} to ${high}, was used as black to white. Pass --window for Hounsfield units or --range for others.`,
    ],
  };
}

/** Air and lung, -1100 to -500, make up a good part of any chest CT; nothing else has values like these. */
function looksLikeHounsfield(data: PixelArray): boolean {
  let air = 0;
  for (const value of data) if (value > -1100 && value < -500) air++;
  const [low, high] = extent(data);
  return air > 0.02 * data.length && high > 0 && low >= -32768 && high <= 32767;
}

function extent(data: PixelArray): GreyRange {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of data) {
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}
