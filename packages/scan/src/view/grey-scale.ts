import { WINDOWS } from '@miniseg/data/prepare';
import type { PixelArray, Volume } from '@miniseg/formats/volume';
import { check, checkOptions, type OptionNames } from '../check-options.js';
import { checkVolume } from '../check-values.js';
import { ScanError } from '../errors.js';
import { noNumbers } from './no-numbers.js';

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

/** For {@link greyScale}. */
export interface GreyScaleOptions {
  /** Hounsfield units from black to white; says that the values are such. */
  window?: GreyRange;
  /** Values from black to white, of any unit. */
  range?: GreyRange;
  /**
   * A sentence after the note on a guess: how the user of a program can choose instead; `stored` after the refusal of a
   * 16-bit picture whose numbers have no known meaning: how to say which of them are black and white.
   */
  cures?: Partial<Record<NonNullable<GreyScale['guessed']> | 'stored', string>>;
}

const LUNG: GreyRange = [
  WINDOWS.lung.center - WINDOWS.lung.width / 2,
  WINDOWS.lung.center + WINDOWS.lung.width / 2,
];

/**
 * Chooses black and white for a volume, for networks trained on pictures and for the eye: the lung window for
 * Hounsfield units, 0 to 255 for bytes, else a range that the values suggest. Files often do not say what their values
 * are; where one in fifty lies between -1100 and -500, as in every chest CT, they are taken for Hounsfield units. Whole
 * numbers from 0 to 255 are taken for the grey of a picture, fractions from 0 to 1 for shares of white, and of others
 * all of their range is used. Every guess comes with a note.
 *
 * @throws {ScanError} `unsupported` for values none of which is a number, and for those of an unknown unit that are all alike; `invalid-argument` for what is no
 *   volume, and an option that does not exist
 * @example
 * const { range, hounsfield } = greyScale(scan); // [-1350, 150], true
 */
export function greyScale(volume: Pick<Volume, 'data' | 'unit'>, options: GreyScaleOptions = {}): GreyScale {
  checkGreyOptions('greyScale', options, { window: 1, range: 1, cures: 1 });
  checkVolume(volume, ['data']);
  const { data } = volume;
  // Of a series whose slices are read one by one, none is there yet.
  if (data.length > 0 && !data.some(Number.isFinite)) {
    throw new ScanError(
      'unsupported',
      `None of ${data.length} voxels is a finite number, so there is nothing to see. Check how the file was exported.`,
    );
  }
  const { notes, ...scale } = choose(volume, options);
  return { ...scale, notes: [...notes, ...noNumbers(data)] };
}

function choose(
  { data, unit }: Pick<Volume, 'data' | 'unit'>,
  { window, range, cures }: GreyScaleOptions,
): GreyScale {
  const known = unit === 'HU' || window !== undefined;
  const looksSo = !known && looksLikeHounsfield(data);
  const hounsfield = known || looksSo;
  const guess = (guessed: NonNullable<GreyScale['guessed']>, chosen: GreyRange, note: string): GreyScale => ({
    range: chosen,
    hounsfield,
    guessed,
    notes: [cures?.[guessed] ? `${note} ${cures[guessed]}` : note],
  });
  if (range) return { range, hounsfield, notes: [] };
  if (looksSo) {
    return guess(
      'hounsfield',
      LUNG,
      'The file does not say so, but its values look like Hounsfield units: the lung window was used.',
    );
  }
  if (hounsfield) return { range: window ?? LUNG, hounsfield, notes: [] };
  if (data instanceof Uint8Array) return { range: [0, 255], hounsfield, notes: [] };
  const [low, high] = extent(data);
  if (!(high > low)) {
    throw new ScanError(
      'unsupported',
      'All voxels have one value, so there is nothing to see. Check how the file was exported.',
    );
  }
  const usual = usualRange(data, [low, high]);
  return guess(
    'range',
    usual ?? [low, high],
    usual
      ? `The file does not say what its values mean; from ${low} to ${high}, they were taken for grey from ${usual[0]} to ${usual[1]}.`
      : `The file does not say what its values mean, so that all of their range, ${low} to ${high}, was used as black to white.`,
  );
}

/**
 * Options of black and white, with others of the caller's own.
 *
 * @throws {ScanError} `invalid-argument`
 */
export function checkGreyOptions<Options extends GreyScaleOptions>(
  owner: string,
  options: Options,
  names: OptionNames<Options>,
): void {
  const { window, range, cures } = checkOptions(owner, options, names);
  if (window !== undefined) checkRange(window, `window of ${owner}`);
  if (range !== undefined) checkRange(range, `range of ${owner}`);
  if (cures !== undefined) checkOptions(`cures of ${owner}`, cures, { hounsfield: 1, range: 1, stored: 1 });
}

/** @throws {ScanError} `invalid-argument` for what is no range. */
export function checkRange(range: GreyRange, what: string): void {
  const holds =
    Array.isArray(range) && range.length === 2 && range.every(Number.isFinite) && range[0] < range[1];
  check(holds, what, range, 'it is [black, white], the lower value first');
}

/** Pictures that were stored as other numbers: bytes of which the brightest are near white, or shares of white. */
function usualRange(data: PixelArray, [low, high]: GreyRange): GreyRange | undefined {
  if (low < 0 || high > 255) return undefined;
  if (high <= 1) return high > 0.5 && data instanceof Float32Array ? [0, 1] : undefined;
  if (high < 128) return undefined;
  for (let i = 0; i < data.length; i++) if (data[i] % 1 !== 0 && Number.isFinite(data[i])) return undefined;
  return [0, 255];
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
