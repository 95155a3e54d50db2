/** A PNG as one grey slice, in units of pixel / white. */
import { readFile } from 'node:fs/promises';
import { decodePng, type Raster, recognize } from '@miniseg/data';
import type { PixelImage } from '@miniseg/model';
import { CliError } from './errors.js';

export type GreySlice = PixelImage & { data: Uint8Array | Uint16Array; white: number };

/**
 * Takes grey pictures, and colored ones whose channels are all alike; palettes are resolved.
 *
 * @throws CliError or DataError for a file that is no PNG, is damaged, or holds real colors or transparency.
 */
export async function readGreySlice(file: string): Promise<GreySlice> {
  const bytes = new Uint8Array(await readFile(file));
  if (bytes.length === 0) throw new CliError('input', 'the file is empty. Export the slice again.');
  const format = recognize(bytes);
  if (format !== 'png') {
    throw new CliError(
      'input',
      `the file is ${format === undefined ? 'of no known image format' : `a ${format} file`}, not a PNG. Convert it to a grey PNG first.`,
    );
  }
  const raster = resolvePalette(decodePng(bytes));
  const { width, height, channels, data, maxValue } = raster;
  const grey = channels === 1 ? data : oneOfEqualChannels(raster);
  return { width, height, data: grey, white: maxValue };
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
      if (data[at + channel] !== data[at]) {
        throw new CliError(
          'input',
          `the image is in color (${channels} channels, which differ); a CT slice must be grey. Export it as a grey PNG.`,
        );
      }
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
