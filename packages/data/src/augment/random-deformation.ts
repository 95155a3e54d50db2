import { DataError } from '../errors.js';
import { cosine, exponential, sine } from '../phantom/exact-math.js';
import { ElasticField } from './elastic-field.js';
import type { Transform } from './sample.js';
import { warpSample } from './warp.js';

/** How far `randomDeformation` turns, scales and bends a sample. */
export interface DeformationOptions {
  /** Turns by up to so many degrees either way. Default 20. */
  degrees?: number;
  /** Enlarges by a factor of e^u, u from [-scale, scale]. Default 0.35. */
  scale?: number;
  /** Stretches one axis against the other by e^u, u from [-aspect, aspect]. Default 0.12. */
  aspect?: number;
  /** Leans by up to this share of the height. Default 0.12. */
  shear?: number;
  /** Moves by up to this share of the sides. Default 0.1. */
  shift?: number;
  /** Probability of each mirror image. Default 0.5 and 0.5. */
  flip?: { horizontal?: number; vertical?: number };
  /**
   * A smooth random field of shifts: normal numbers on `grid` x `grid` nodes, whose deviation is a share of the longer
   * side, resized by cubic convolution. Default: probability 0.5, grid 8, deviation 0.02.
   */
  elastic?: { probability?: number; grid?: number; deviation?: number };
  /** Label of pixels that come from outside of the picture, whose border is repeated there. Default 0. */
  outside?: number;
}

/**
 * Rotation, scale, aspect, shear, shift, mirror images and an elastic field in one resampling, so that a picture is blurred
 * once and not by each of them. The image is read bilinearly and its border repeated; labels are those of the nearest pixel.
 *
 * @throws {DataError} `invalid-argument` for amounts that are negative or no numbers
 * @example const augment = compose([randomDeformation({ degrees: 15 }), gaussianNoise()]);
 */
export function randomDeformation(options: DeformationOptions = {}): Transform {
  const { degrees = 20, scale = 0.35, aspect = 0.12, shear = 0.12, shift = 0.1, outside = 0 } = options;
  const { horizontal = 0.5, vertical = 0.5 } = options.flip ?? {};
  const { probability = 0.5, grid = 8, deviation = 0.02 } = options.elastic ?? {};
  const amounts = { degrees, scale, aspect, shear, shift, horizontal, vertical, probability, deviation };
  for (const [name, value] of Object.entries(amounts)) {
    if (!(value >= 0 && value < Infinity)) {
      throw new DataError(
        'invalid-argument',
        `deformation: ${name} is ${value}; give a number of 0 or more.`,
      );
    }
  }
  if (!Number.isInteger(grid) || grid < 2) {
    throw new DataError(
      'invalid-argument',
      `deformation: the elastic grid is ${grid}; give a whole number from 2 on.`,
    );
  }
  return (sample, random) => {
    const { width, height } = sample;
    const around = (amount: number) => random.uniform(-amount, amount);
    const turns = around(degrees) / 360;
    const [c, s] = [cosine(turns), sine(turns)];
    const zoom = exponential(-around(scale));
    const stretch = exponential(around(aspect) / 2);
    const lean = around(shear);
    const [moveX, moveY] = [around(shift) * width, around(shift) * height];
    const [mirrorX, mirrorY] = [random.chance(horizontal) ? -1 : 1, random.chance(vertical) ? -1 : 1];
    const elastic = random.chance(probability)
      ? new ElasticField(random, width, height, grid, deviation * Math.max(width, height))
      : undefined;
    const [sx, sy] = [mirrorX * zoom * stretch, (mirrorY * zoom) / stretch];
    const [centerX, centerY] = [(width - 1) / 2, (height - 1) / 2];
    let row = -1;
    return warpSample(
      sample,
      width,
      height,
      (x, y, place) => {
        let [u, v] = [x - centerX, y - centerY];
        if (elastic) {
          if (y !== row) elastic.moveTo(y);
          row = y;
          u += elastic.shiftX[x];
          v += elastic.shiftY[x];
        }
        u += lean * v;
        place[0] = centerX + moveX + sx * (c * u + s * v);
        place[1] = centerY + moveY + sy * (c * v - s * u);
      },
      outside,
    );
  };
}
