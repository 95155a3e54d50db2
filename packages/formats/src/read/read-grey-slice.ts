import { checkOptions } from '../check-options.js';
import { FormatError } from '../errors.js';
import { decodeJpeg } from '../jpeg/decode-jpeg.js';
import { decodePng } from '../png/decode-png.js';
import { type FileSource, toBytesAsync } from '../to-bytes.js';
import { greyRaster } from './grey-raster.js';
import { checkShades, hounsfieldOffset, windowedPicture } from './picture-of-hounsfield.js';
import { recognize } from './recognize.js';

/** A grey picture, in units of pixel / white. */
export interface GreySlice {
  /** Row by row. */
  data: Uint8Array | Uint16Array;
  width: number;
  height: number;
  /** The sample value of white: 1, 3, 15, 255 or 65535. */
  white: number;
  /** What had to be guessed, in sentences; absent where nothing was. */
  notes?: string[];
}

/** Options of `readGreySlice`. */
export interface GreySliceOptions {
  /** Says that a 16-bit picture holds Hounsfield units plus `offset`, and which of them are black and white. */
  window?: [low: number, high: number];
  /** What was added to the Hounsfield units: with `window` only. Default: 32768 or 1024, whichever fits. */
  offset?: number;
}

/** Channels of a grey JPEG may differ by what compression does to them. */
const JPEG_NOISE = 16;
/** The lung window, which CT pictures for networks are made with. */
const LUNG: [number, number] = [-1350, 150];

/**
 * A PNG or JPEG as one grey slice. Colored pictures whose channels are all alike (in a JPEG: nearly so) count as grey,
 * and palettes are resolved.
 *
 * Data sets store Hounsfield units in 16-bit PNGs, plus 32768 or 1024. Where the values look like that, the lung window
 * is used and a note says so; `window` chooses another. Other pictures that use less than an eighth of their 16 bits
 * are refused, as nothing says what is black and what is white.
 *
 * @throws {FormatError} `unsupported` for real colors, transparency, numbers of unknown meaning or a file that is neither;
 *   `invalid-argument` for a window where there are no Hounsfield units; `empty`; those of {@link decodePng} and
 *   {@link decodeJpeg}
 * @example
 * const { data, width, height, white } = await readGreySlice(bytes);
 */
export async function readGreySlice(file: FileSource, options: GreySliceOptions = {}): Promise<GreySlice> {
  checkOptions('readGreySlice', options, { window: 1, offset: 1 });
  checkWindow(options);
  const bytes = await toBytesAsync('readGreySlice', file);
  if (bytes.length === 0) throw new FormatError('empty', 'The file is empty. Export the slice again.');
  const format = recognize(bytes);
  if (format !== 'png' && format !== 'jpeg') {
    const found = format
      ? `a ${format} file, not a PNG or JPEG`
      : 'of no known image format (PNG, JPEG, DICOM, NIfTI, NumPy and safetensors can be read)';
    throw new FormatError('unsupported', `The file is ${found}. Convert it to a grey PNG first.`);
  }
  const raster = format === 'jpeg' ? await decodeJpeg(bytes) : decodePng(bytes);
  const { data, white } = greyRaster(raster, format === 'jpeg' ? JPEG_NOISE : 0);
  const { width, height } = raster;
  return { width, height, ...greyValues(data, white, options) };
}

function checkWindow({ window, offset }: GreySliceOptions): void {
  const rises =
    window === undefined || (Array.isArray(window) && window.length === 2 && window[1] > window[0]);
  if (!rises || !(offset === undefined || Number.isFinite(offset)) || (offset !== undefined && !window)) {
    throw new FormatError(
      'invalid-argument',
      `readGreySlice takes { window: [low, high] } with low below high, and beside it offset, a number; it got window ${window} and offset ${offset}.`,
    );
  }
}

function greyValues(
  data: GreySlice['data'],
  white: number,
  { window, offset }: GreySliceOptions,
): Pick<GreySlice, 'data' | 'white' | 'notes'> {
  const guessed = data instanceof Uint16Array ? hounsfieldOffset(data) : undefined;
  const added = offset ?? guessed;
  if (window) {
    if (added === undefined) {
      throw new FormatError(
        'invalid-argument',
        'A window of Hounsfield units was given, and the picture holds none that can be told. Leave the window out, or say what was added to them with offset.',
      );
    }
    return { data: windowedPicture(data, added, window), white: 255 };
  }
  if (guessed !== undefined) {
    const note = `The 16-bit picture does not say so, but its values look like Hounsfield units plus ${guessed}: the lung window, ${LUNG.join(' to ')}, was used.`;
    return { data: windowedPicture(data, guessed, LUNG), white: 255, notes: [note] };
  }
  if (data instanceof Uint16Array) checkShades(data, white);
  return { data, white };
}
