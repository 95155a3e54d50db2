/** A sample as a picture to look at: grey, with the outline and tint of its labels. */

import type { Raster } from '@miniseg/formats/volume';
import { renderOverlay } from '@miniseg/formats/volume';
import { checkList } from '../check-values.js';
import { checkSample, type Sample } from './sample.js';

/**
 * The middle channel between the given values (default: the image's own lowest and highest), labels in color; pixels
 * labeled 255 are shown as background.
 *
 * @example
 * encodePng(pictureSheet(samples.map((sample) => samplePicture(sample))));
 */
export function samplePicture(sample: Sample, range?: [number, number]): Raster {
  checkSample(sample);
  if (range !== undefined) checkList(range, 'The range', 'it is [black, white] in values of the image');
  const { width, height, channels, image, mask } = sample;
  const middle = Math.floor(channels / 2);
  const grey = Float32Array.from({ length: width * height }, (_, i) => image[i * channels + middle]);
  const shape: [number, number, number] = [1, height, width];
  const labels = mask ? mask.map((label) => (label === 255 ? 0 : label)) : new Uint8Array(width * height);
  return renderOverlay(
    { data: grey, shape, unit: 'unknown' },
    { data: labels, shape },
    range ? { range } : {},
  );
}
