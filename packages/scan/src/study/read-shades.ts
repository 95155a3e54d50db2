import { FormatError, type GreySlice, readGreySlice } from '@miniseg/formats';
import { ScanError } from '../errors.js';
import { checkGreyOptions, type GreyScaleOptions } from '../view/grey-scale.js';
import { isDeepPicture } from './is-deep-picture.js';

/**
 * A picture as the grey that a network sees: {@link readGreySlice}, with the caller's cures after what it guesses and
 * where it refuses. `window` counts for pictures of 16 bits; those of 8 bits are grey already.
 *
 * @throws {ScanError} `unsupported` for a picture of 16 bits whose black and white cannot be told; FormatError that says
 *   what is wrong with the file
 * @example
 * const { data, white, notes } = await readShades(bytes, { cures: { hounsfield: 'Choose another window above.' } });
 */
export async function readShades(
  bytes: Uint8Array,
  options: Pick<GreyScaleOptions, 'window' | 'cures'> = {},
): Promise<GreySlice> {
  checkGreyOptions('readShades', options, { window: 1, cures: 1 });
  const { window, cures } = options;
  const deep = isDeepPicture(bytes);
  try {
    const slice = await readGreySlice(bytes, deep && window ? { window } : {});
    const cure = cures?.hounsfield;
    if (!slice.notes || !cure) return slice;
    return { ...slice, notes: slice.notes.map((note) => `${note} ${cure}`) };
  } catch (cause) {
    if (!deep || !FormatError.isInstance(cause) || !/unit|value/.test(cause.message)) throw cause;
    const cure = cures?.stored ?? 'Give the stored values that are black and white as range.';
    throw new ScanError('unsupported', `${cause.message} ${cure}`, { cause });
  }
}
