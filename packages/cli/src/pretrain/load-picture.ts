/** A picture in color at the size of the network. */
import { resizeSample, type Sample } from '@miniseg/data';
import { decodeJpeg, decodePng, recognize } from '@miniseg/formats';
import { readBytes } from '@miniseg/formats/node';
import { CliError } from '../errors.js';

/**
 * @param scale Factor on the size, as of what is cropped afterwards.
 * @returns Values from 0 (black) to 1 (white) in three channels; the shorter side fills the square, whose middle is kept.
 * @throws {CliError} for a file that is no picture
 */
export async function loadPicture(file: string, side: number): Promise<Sample> {
  const bytes = await readBytes(file);
  const format = recognize(bytes);
  if (format !== 'png' && format !== 'jpeg') {
    throw new CliError('input', `'${file}' is neither PNG nor JPEG inside. Remove it, or convert it.`);
  }
  let raster: Awaited<ReturnType<typeof decodeJpeg>> | ReturnType<typeof decodePng>;
  try {
    raster = format === 'png' ? decodePng(bytes) : await decodeJpeg(bytes);
  } catch (cause) {
    throw new CliError('input', `'${file}' cannot be read: ${(cause as Error).message}`, { cause });
  }
  const { width, height, channels, data, maxValue } = raster;
  const palette = 'palette' in raster ? raster.palette : undefined;
  const square = Math.min(width, height);
  const [left, top] = [Math.floor((width - square) / 2), Math.floor((height - square) / 2)];
  const image = new Float32Array(square * square * 3);
  for (let y = 0, at = 0; y < square; y++) {
    for (let x = 0; x < square; x++) {
      const pixel = (top + y) * width + left + x;
      for (let c = 0; c < 3; c++, at++) {
        image[at] = palette
          ? palette[3 * data[pixel] + c] / 255
          : data[pixel * channels + (channels < 3 ? 0 : c)] / maxValue;
      }
    }
  }
  return resizeSample({ width: square, height: square, channels: 3, image }, side, side);
}
