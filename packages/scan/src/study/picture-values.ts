import type { GreySlice, PixelArray } from '@miniseg/formats';
import { type GreyRange, type GreyScale, type GreyScaleOptions, greyScale } from '../view/grey-scale.js';

/** A picture's values as they are shown, and what is black and white. */
export interface PictureValues {
  data: PixelArray;
  grey: GreyScale;
  /** Samples are shown as they are stored. */
  white?: number;
}

/** What is added to Hounsfield units so that they fit 16-bit pictures: DeepLesion adds 32768, others powers of two. */
const OFFSETS = [32768, 1024, 2048, 8192, 16384];
const HOUNSFIELD: GreyRange = [-1100, 3100];
/** From this share of pixels at the highest value, a picture was cut off at white: it shows a window of values. */
const SATURATED = 0.005;

/**
 * What the samples of a grey picture mean. Those of 8 bits are shown as stored. Pictures of 16 bits are, too, where they
 * use their range; some hold Hounsfield units plus a constant instead, or a scanner's 12 bits, and would be nearly all
 * one grey: such are guessed, with a note.
 *
 * `range` is in units of the samples, `window` in Hounsfield units; neither applies to pictures of 8 bits.
 */
export function pictureValues({ data, white }: GreySlice, options: GreyScaleOptions = {}): PictureValues {
  const stored: PictureValues = { data, white, grey: { range: [0, white], hounsfield: false, notes: [] } };
  if (white <= 255) return stored;
  const { range, window, cures } = options;
  if (range) return { data, grey: { range, hounsfield: false, notes: [] } };
  const used = usedRange(data);
  const offset = used.saturated ? undefined : OFFSETS.find((one) => looksShifted(data, one));
  if (offset !== undefined) {
    const hounsfield = Int16Array.from(data, (value) => value - offset);
    const { range: shown } = greyScale({ data: hounsfield, unit: 'HU' }, { window });
    const note = `The samples look like Hounsfield units plus ${offset}, and were taken for such.`;
    return {
      data: hounsfield,
      grey: {
        range: shown,
        hounsfield: true,
        guessed: 'hounsfield',
        notes: [cured(note, cures?.hounsfield)],
      },
    };
  }
  const { low, high } = used;
  const notes = window
    ? ['The samples do not look like Hounsfield units plus a constant, so that the window was not used.']
    : [];
  if (high >= white / 2 && high - low >= white / 8) return { ...stored, grey: { ...stored.grey, notes } };
  const note = `The picture uses ${low} to ${high} of its samples' range to ${white}; these were taken for black and white.`;
  return {
    data,
    grey: {
      range: [low, high > low ? high : low + 1],
      hounsfield: false,
      guessed: 'range',
      notes: [...notes, cured(note, cures?.range)],
    },
  };
}

/** At least one pixel in fifty is air or lung, and hardly any has a value that Hounsfield units have not. */
function looksShifted(data: GreySlice['data'], offset: number): boolean {
  let [air, outside] = [0, 0];
  for (let i = 0; i < data.length; i++) {
    const value = data[i] - offset;
    if (value > -1100 && value < -500) air++;
    if (value > HOUNSFIELD[1] || (value < HOUNSFIELD[0] && data[i] !== 0)) outside++;
  }
  return air > 0.02 * data.length && outside < 0.01 * data.length;
}

function usedRange(data: GreySlice['data']): { low: number; high: number; saturated: boolean } {
  let [low, high, most] = [Number.POSITIVE_INFINITY, 0, 0];
  for (let i = 0; i < data.length; i++) {
    if (data[i] < low) low = data[i];
    if (data[i] > high) [high, most] = [data[i], 0];
    if (data[i] === high) most++;
  }
  return { low, high, saturated: most > SATURATED * data.length };
}

const cured = (note: string, cure: string | undefined) => (cure ? `${note} ${cure}` : note);
