/** Random flips, scales, crops, rotations and elastic deformations. */
import { check, checkOptions } from '../check-options.js';
import { checkList, checkNumber, checkSize } from '../check-values.js';
import { DataError } from '../errors.js';
import { cosine, sine } from '../phantom/exact-math.js';
import { LatticeNoise } from '../phantom/lattice-noise.js';
import type { Transform } from './sample.js';
import { cropSample, flipSample, resizeSample, warpSample } from './warp.js';

/** Mirrors with the given probabilities. Default: left-right one half, upside down never. */
export function randomFlip(options: { horizontal?: number; vertical?: number } = {}): Transform {
  const { horizontal = 0.5, vertical = 0 } = checkOptions('randomFlip', options, {
    horizontal: 1,
    vertical: 1,
  });
  checkNumber(horizontal, 'horizontal');
  checkNumber(vertical, 'vertical');
  return (sample, random) => {
    const mirror = random.chance(horizontal);
    return flipSample(sample, mirror, random.chance(vertical));
  };
}

/**
 * Resizes both axes by one factor: any of [min, max], by default 0.5 to 1.5, or one of `scales`.
 *
 * @throws {DataError} `invalid-argument` for a factor that is not positive
 */
export function randomScale(
  options: { min?: number; max?: number; scales?: readonly number[] } = {},
): Transform {
  const {
    min = 0.5,
    max = 1.5,
    scales,
  } = checkOptions('randomScale', options, { min: 1, max: 1, scales: 1 });
  if (scales !== undefined) checkList(scales, 'scales', 'they are an array, such as [0.5, 1]');
  if (!(min > 0 && min <= max) || scales?.length === 0 || scales?.some((scale) => !(scale > 0))) {
    throw new DataError(
      'invalid-argument',
      `scale: min ${min}, max ${max}, scales [${scales ?? ''}]; give 0 < min <= max, or positive scales.`,
    );
  }
  return (sample, random) => {
    const scale = scales ? random.pick(scales) : random.uniform(min, max);
    const side = (length: number) => Math.max(1, Math.round(length * scale));
    return resizeSample(sample, side(sample.width), side(sample.height));
  };
}

/**
 * Cuts a window at a random place. A sample smaller than the window is put at a random place in it; the rest gets
 * `imageFill` (default 0) and label `maskFill` (default 255, ignored).
 */
export function randomCrop(options: {
  width: number;
  height: number;
  imageFill?: number;
  maskFill?: number;
}): Transform {
  const names = { width: 1, height: 1, imageFill: 1, maskFill: 1 } as const;
  const { width, height, imageFill, maskFill } = checkOptions('randomCrop', options, names);
  checkSize(width, 'width of randomCrop');
  checkSize(height, 'height of randomCrop');
  return (sample, random) => {
    const start = (inner: number, outer: number) =>
      outer >= inner ? random.int(0, outer - inner) : -random.int(0, inner - outer);
    const left = start(width, sample.width);
    const top = start(height, sample.height);
    const fill = {
      ...(imageFill === undefined ? {} : { image: imageFill }),
      ...(maskFill === undefined ? {} : { mask: maskFill }),
    };
    return cropSample(sample, left, top, width, height, fill);
  };
}

/**
 * The reference's crop: with the given probability cuts 1 to `max` pixels from both sides and 1 to `max` from top and
 * bottom, and resizes what is left to the old size.
 */
export function marginCrop(options: { max: number; probability?: number }): Transform {
  const { max, probability = 0.5 } = checkOptions('marginCrop', options, { max: 1, probability: 1 });
  checkSize(max, 'max of marginCrop');
  checkNumber(probability, 'probability of marginCrop');
  return (sample, random) => {
    if (!random.chance(probability)) return sample;
    const { width, height } = sample;
    const x = Math.min(random.int(1, max), Math.floor((width - 1) / 2));
    const y = Math.min(random.int(1, max), Math.floor((height - 1) / 2));
    return resizeSample(cropSample(sample, x, y, width - 2 * x, height - 2 * y), width, height);
  };
}

/** Turns around the center by up to `degrees` either way; borders are repeated. */
export function randomRotation(options: { degrees?: number } = {}): Transform {
  const { degrees = 10 } = checkOptions('randomRotation', options, { degrees: 1 });
  checkNumber(degrees, 'degrees');
  return (sample, random) => {
    const turns = random.uniform(-degrees, degrees) / 360;
    const [c, s] = [cosine(turns), sine(turns)];
    const [centerX, centerY] = [(sample.width - 1) / 2, (sample.height - 1) / 2];
    return warpSample(sample, sample.width, sample.height, (x, y, place) => {
      place[0] = centerX + c * (x - centerX) + s * (y - centerY);
      place[1] = centerY - s * (x - centerX) + c * (y - centerY);
    });
  };
}

/**
 * Shifts every pixel by a smooth random field of at most `amplitude` pixels that varies over `wavelength` pixels. An
 * amplitude below a fifth of the wavelength does not fold the picture over itself.
 */
export function elasticDeformation(options: { amplitude?: number; wavelength?: number } = {}): Transform {
  const names = { amplitude: 1, wavelength: 1 } as const;
  const { amplitude = 6, wavelength = 64 } = checkOptions('elasticDeformation', options, names);
  checkNumber(amplitude, 'amplitude');
  check(wavelength > 0, 'wavelength', wavelength, 'it is a positive number of pixels');
  return (sample, random) => {
    const shiftX = new LatticeNoise(random.bits(), wavelength);
    const shiftY = new LatticeNoise(random.bits(), wavelength);
    const grid = { size: Math.max(sample.width, sample.height), spacing: 1, left: 0, top: 0 };
    const [fieldX, fieldY] = [shiftX.plane(grid, 0), shiftY.plane(grid, 0)];
    return warpSample(sample, sample.width, sample.height, (x, y, place) => {
      place[0] = x + amplitude * fieldX[y * grid.size + x];
      place[1] = y + amplitude * fieldY[y * grid.size + x];
    });
  };
}
