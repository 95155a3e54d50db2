/** A PNG or JPEG as one grey slice, in units of pixel / white. */
import { readFile } from 'node:fs/promises';
import { decodeJpeg, decodePng, type Raster, recognize, volumeFromRaster } from '@miniseg/data';
import type { PixelImage } from '@miniseg/model';
import { CliError } from './errors.js';

export type GreySlice = PixelImage & { data: Uint8Array | Uint16Array; white: number };

/**
 * Takes grey pictures, and colored ones whose channels are all alike (in a JPEG: nearly so); palettes are resolved.
 *
 * @throws CliError or DataError for a file that is no picture, is damaged, or holds real colors or transparency.
 */
export async function readGreySlice(file: string): Promise<GreySlice> {
  const bytes = new Uint8Array(await readFile(file));
  if (bytes.length === 0) throw new CliError('input', 'the file is empty. Export the slice again.');
  const format = recognize(bytes);
  if (format === 'jpeg') return fromJpeg(await decodeJpeg(bytes));
  if (format !== 'png') {
    throw new CliError(
      'input',
      `the file is ${format === undefined ? 'of no known image format (PNG, JPEG, DICOM, NIfTI, NumPy and safetensors can be read)' : `a ${format} file, not a PNG`}. Convert it to a grey PNG first.`,
    );
  }
  const raster = resolvePalette(decodePng(bytes));
  const { width, height, channels, data, maxValue } = raster;
  const grey = channels === 1 ? data : oneOfEqualChannels(raster);
  return { width, height, data: grey, white: maxValue };
}

/** Channels of a grey JPEG may differ by what compression does to them. */
const JPEG_NOISE = 16;

function fromJpeg(raster: Raster): GreySlice {
  const { width, height, channels, data, maxValue } = raster;
  for (let at = 0; at < data.length; at += channels) {
    const pixel = data.subarray(at, at + channels);
    if (Math.max(...pixel) - Math.min(...pixel) > JPEG_NOISE) throw inColor(channels);
  }
  return { width, height, data: volumeFromRaster(raster).data as Uint8Array, white: maxValue };
}

function inColor(channels: number): CliError {
  return new CliError(
    'input',
    `the image is in color (${channels} channels, which differ); a CT slice must be grey. Export it as a grey PNG.`,
  );
}

function resolvePalette(raster: Raster): Raster {
  const { palette, data } = raster;
  if (!palette) return raster;
  const rgb = new Uint8Array(data.length * 3);
  for (let i = 0; i < data.length; i++) rgb.set(palette.subarray(3 * data[i], 3 * data[i] + 3), 3 * i);
  return { ...raster, data: rgb, channels: 3, maxValue: 255, palette: undefined };
}

function oneOfEqualChannels({ width, height, channels, data, maxValue }: Raster): Uint8Array | Uint16Array {
  const grey = data instanceof Uint16Array ? new Uint16Array(width * height) : new Uint8Array(width * height);
  const colors = channels >= 3 ? 3 : 1;
  for (let pixel = 0; pixel < grey.length; pixel++) {
    const at = pixel * channels;
    for (let channel = 1; channel < colors; channel++) {
      if (data[at + channel] !== data[at]) throw inColor(channels);
    }
    if (channels > colors && data[at + colors] !== maxValue) {
      throw new CliError(
        'input',
        `the image is transparent in places (${channels} channels). Export it as a grey PNG.`,
      );
    }
    grey[pixel] = data[at];
  }
  return grey;
}
