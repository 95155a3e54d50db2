/** Geometry for image and mask at once: bilinear for the image, nearest for the labels, borders repeated. */
import { check, checkOptions } from '../check-options.js';
import { checkSize } from '../check-values.js';
import { checkSample, type Sample } from './sample.js';

/** For an output pixel (center at whole numbers) the input position; written into `place` as [x, y]. */
export type PixelMap = (x: number, y: number, place: [number, number]) => void;

/** @param outside label of pixels that come from beyond the border; by default that of the border's pixel. */
export function warpSample(
  sample: Sample,
  width: number,
  height: number,
  map: PixelMap,
  outside?: number,
): Sample {
  checkSample(sample);
  const { channels, image, mask } = sample;
  const lastX = sample.width - 1;
  const lastY = sample.height - 1;
  const result: Sample = { width, height, channels, image: new Float32Array(width * height * channels) };
  if (mask) result.mask = new Uint8Array(width * height);
  const place: [number, number] = [0, 0];
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      map(x, y, place);
      const px = Math.min(Math.max(place[0], 0), lastX);
      const py = Math.min(Math.max(place[1], 0), lastY);
      const x0 = Math.floor(px);
      const y0 = Math.floor(py);
      const a = px - x0;
      const b = py - y0;
      const top = (y0 * sample.width + x0) * channels;
      const right = a > 0 ? channels : 0;
      const down = b > 0 ? sample.width * channels : 0;
      for (let c = 0; c < channels; c++) {
        const from = top + c;
        const upper = image[from] + (image[from + right] - image[from]) * a;
        const lower = image[from + down] + (image[from + down + right] - image[from + down]) * a;
        result.image[at * channels + c] = upper + (lower - upper) * b;
      }
      if (!mask) continue;
      const beyond = place[0] < -0.5 || place[1] < -0.5 || place[0] > lastX + 0.5 || place[1] > lastY + 0.5;
      result.mask![at] =
        beyond && outside !== undefined ? outside : mask[Math.round(py) * sample.width + Math.round(px)];
    }
  }
  return result;
}

/** Half-pixel centers, as PyTorch's `align_corners=False`. */
export function resizeSample(sample: Sample, width: number, height: number): Sample {
  checkSample(sample);
  checkSize(width, 'The width');
  checkSize(height, 'The height');
  if (width === sample.width && height === sample.height) return sample;
  const scaleX = sample.width / width;
  const scaleY = sample.height / height;
  return warpSample(sample, width, height, (x, y, place) => {
    place[0] = (x + 0.5) * scaleX - 0.5;
    place[1] = (y + 0.5) * scaleY - 0.5;
  });
}

/**
 * Cuts a rectangle; what lies beyond the sample is filled. Defaults: image 0 (the mean of standardized data), labels
 * 255 (ignored).
 */
export function cropSample(
  sample: Sample,
  left: number,
  top: number,
  width: number,
  height: number,
  fill: { image?: number; mask?: number } = {},
): Sample {
  checkSample(sample);
  for (const [name, value] of Object.entries({ left, top })) {
    check(Number.isInteger(value), `The ${name} border`, value, 'it is a whole number of pixels');
  }
  checkSize(width, 'The width');
  checkSize(height, 'The height');
  checkOptions('fill of cropSample', fill, { image: 1, mask: 1 });
  const { channels, image, mask } = sample;
  const result: Sample = {
    width,
    height,
    channels,
    image: new Float32Array(width * height * channels).fill(fill.image ?? 0),
  };
  if (mask) result.mask = new Uint8Array(width * height).fill(fill.mask ?? 255);
  const from = Math.max(left, 0);
  const to = Math.min(left + width, sample.width);
  for (let y = Math.max(top, 0); y < Math.min(top + height, sample.height) && from < to; y++) {
    const source = y * sample.width;
    const target = (y - top) * width + from - left;
    result.image.set(image.subarray((source + from) * channels, (source + to) * channels), target * channels);
    if (mask) result.mask!.set(mask.subarray(source + from, source + to), target);
  }
  return result;
}

/** Mirrors left-right, upside down, or both. */
export function flipSample(sample: Sample, horizontal: boolean, vertical: boolean): Sample {
  checkSample(sample);
  check(typeof horizontal === 'boolean', 'horizontal', horizontal, 'it is true or false');
  check(typeof vertical === 'boolean', 'vertical', vertical, 'it is true or false');
  if (!horizontal && !vertical) return sample;
  return warpSample(sample, sample.width, sample.height, (x, y, place) => {
    place[0] = horizontal ? sample.width - 1 - x : x;
    place[1] = vertical ? sample.height - 1 - y : y;
  });
}
