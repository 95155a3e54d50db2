import { FormatError } from '../errors.js';
import { decodeJpeg } from '../jpeg/decode-jpeg.js';
import { decodePng } from '../png/decode-png.js';
import type { Raster } from '../volume/raster.js';
import { recognize } from './recognize.js';
import { volumeFromRaster } from './volume-from-raster.js';

/** A grey picture, in units of pixel / white. */
export interface GreySlice {
  /** Row by row. */
  data: Uint8Array | Uint16Array;
  width: number;
  height: number;
  /** The sample value of white: 1, 3, 15, 255 or 65535. */
  white: number;
}

/** Channels of a grey JPEG may differ by what compression does to them. */
const JPEG_NOISE = 16;

/**
 * A PNG or JPEG as one grey slice. Colored pictures whose channels are all alike (in a JPEG: nearly so) count as grey,
 * and palettes are resolved.
 *
 * @throws FormatError `unsupported` for real colors, transparency or a file that is neither; `empty`; those of
 *   {@link decodePng} and {@link decodeJpeg}
 * @example
 * const { data, width, height, white } = await readGreySlice(bytes);
 */
export async function readGreySlice(bytes: Uint8Array): Promise<GreySlice> {
  if (bytes.length === 0) throw new FormatError('empty', 'The file is empty. Export the slice again.');
  const format = recognize(bytes);
  if (format !== 'png' && format !== 'jpeg') {
    const found = format
      ? `a ${format} file, not a PNG or JPEG`
      : 'of no known image format (PNG, JPEG, DICOM, NIfTI, NumPy and safetensors can be read)';
    throw new FormatError('unsupported', `The file is ${found}. Convert it to a grey PNG first.`);
  }
  const raster = resolvePalette(format === 'jpeg' ? await decodeJpeg(bytes) : decodePng(bytes));
  checkGrey(raster, format === 'jpeg' ? JPEG_NOISE : 0);
  const { width, height, maxValue } = raster;
  return { data: volumeFromRaster(raster).data as GreySlice['data'], width, height, white: maxValue };
}

function resolvePalette(raster: Raster): Raster {
  const { palette, data } = raster;
  if (!palette) return raster;
  const rgb = new Uint8Array(data.length * 3);
  for (let i = 0; i < data.length; i++) rgb.set(palette.subarray(3 * data[i], 3 * data[i] + 3), 3 * i);
  return { ...raster, data: rgb, channels: 3, maxValue: 255, palette: undefined };
}

function checkGrey({ data, channels, maxValue }: Raster, noise: number): void {
  const colors = channels >= 3 ? 3 : 1;
  for (let at = 0; at < data.length; at += channels) {
    let [low, high] = [data[at], data[at]];
    for (let channel = 1; channel < colors; channel++) {
      low = Math.min(low, data[at + channel]);
      high = Math.max(high, data[at + channel]);
    }
    if (high - low > noise) {
      throw new FormatError(
        'unsupported',
        `The image is in color (${channels} channels, which differ); a CT slice must be grey. Export it as a grey PNG.`,
      );
    }
    if (channels > colors && data[at + colors] !== maxValue) {
      throw new FormatError(
        'unsupported',
        `The image is transparent in places (${channels} channels). Export it as a grey PNG.`,
      );
    }
  }
}
