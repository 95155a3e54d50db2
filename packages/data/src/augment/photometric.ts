/** Random changes of intensity; the mask stays as it is. */
import { check, checkOptions } from '../check-options.js';
import { checkNumber } from '../check-values.js';
import type { Sample, Transform } from './sample.js';

function mapImage(sample: Sample, change: (value: number) => number): Sample {
  return { ...sample, image: sample.image.map(change) };
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
 * [min, max].
 */
export function randomGamma(options: { min?: number; max?: number } = {}): Transform {
  const { min = 0.7, max = 1.5 } = checkOptions('randomGamma', options, { min: 1, max: 1 });
  check(min > 0 && min <= max, 'The range of gamma', min, 'give 0 < min <= max');
  return (sample, random) => {
    const gamma = random.uniform(min, max);
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
