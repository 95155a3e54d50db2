/** Random changes of intensity; the mask stays as it is. */
import { check, checkOptions } from '../check-options.js';
import { checkNumber } from '../check-values.js';
import type { Sample, Transform } from './sample.js';

function mapImage(sample: Sample, change: (value: number) => number): Sample {
  const image = new Float32Array(sample.image.length);
  for (let i = 0; i < image.length; i++) image[i] = change(sample.image[i]);
  return { ...sample, image };
}

/** Adds one number from [-shift, shift] to the whole image and multiplies it by one from [1 - scale, 1 + scale]. */
export function intensityShift(options: { shift?: number; scale?: number } = {}): Transform {
  const { shift = 0.1, scale = 0.1 } = checkOptions('intensityShift', options, { shift: 1, scale: 1 });
  checkNumber(shift, 'shift');
  checkNumber(scale, 'scale');
  return (sample, random) => {
    const factor = 1 + random.uniform(-scale, scale);
    const offset = random.uniform(-shift, shift);
    return mapImage(sample, (value) => value * factor + offset);
  };
}

/**
 * `low + (high - low) t^gamma`, with t the place of a value between the image's lowest and highest, and gamma from
 * [min, max]; with `logarithmic` its logarithm is uniform, so that brighter and darker are as likely.
 */
export function randomGamma(options: { min?: number; max?: number; logarithmic?: boolean } = {}): Transform {
  const names = { min: 1, max: 1, logarithmic: 1 } as const;
  const { min = 0.7, max = 1.5, logarithmic = false } = checkOptions('randomGamma', options, names);
  check(min > 0 && min <= max, 'The range of gamma', min, 'give 0 < min <= max');
  return (sample, random) => {
    const gamma = logarithmic ? min * (max / min) ** random.uniform() : random.uniform(min, max);
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (const value of sample.image) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
    const range = high - low;
    return range > 0 ? mapImage(sample, (value) => low + range * ((value - low) / range) ** gamma) : sample;
  };
}

/**
 * Changes the contrast around the image's mean by a factor from [1 - contrast, 1 + contrast], and adds one number from
 * [-brightness, brightness], in units of the image's values.
 */
export function randomContrast(options: { contrast?: number; brightness?: number } = {}): Transform {
  const { contrast = 0.25, brightness = 0.12 } = checkOptions('randomContrast', options, {
    contrast: 1,
    brightness: 1,
  });
  return (sample, random) => {
    const factor = 1 + random.uniform(-contrast, contrast);
    const offset = random.uniform(-brightness, brightness);
    let sum = 0;
    for (const value of sample.image) sum += value;
    const mean = sum / sample.image.length;
    return mapImage(sample, (value) => (value - mean) * factor + mean + offset);
  };
}

/** A 3x3 blur of the weights 1, 2, 1 along both axes; the border is repeated. */
export function blur(): Transform {
  return (sample) => {
    const { width, height, channels, image } = sample;
    const along = (from: Float32Array, step: number, length: number, place: (pixel: number) => number) => {
      const result = new Float32Array(from.length);
      for (let pixel = 0; pixel < width * height; pixel++) {
        const at = place(pixel);
        const before = at > 0 ? -step : 0;
        const after = at < length - 1 ? step : 0;
        for (let i = pixel * channels; i < (pixel + 1) * channels; i++) {
          result[i] = (from[i + before] + 2 * from[i] + from[i + after]) / 4;
        }
      }
      return result;
    };
    const rows = along(image, channels, width, (pixel) => pixel % width);
    return { ...sample, image: along(rows, width * channels, height, (pixel) => Math.floor(pixel / width)) };
  };
}

/** Adds independent noise of a deviation drawn from [0, deviation], in units of the image's values. */
export function gaussianNoise(options: { deviation?: number } = {}): Transform {
  const { deviation = 0.05 } = checkOptions('gaussianNoise', options, { deviation: 1 });
  checkNumber(deviation, 'deviation');
  return (sample, random) => {
    const strength = random.uniform(0, deviation);
    const { channels } = sample;
    const image = new Float32Array(sample.image.length);
    // The channels of a grey picture are copies of each other, and stay so.
    for (let i = 0; i < image.length; i += channels) {
      const noise = strength * random.fastNormal();
      for (let c = i; c < i + channels; c++) image[c] = sample.image[c] + noise;
    }
    return { ...sample, image };
  };
}
