/** The size of image that a network sees. */
import { type Refuse, refuse } from './errors.js';
import type { Size } from './program/sizes.js';

/** Below this many pixels the coarsest stage of a network has nothing left to see. */
export const LEAST_SIDE = 16;

/**
 * @param inputSize [height, width] or side in pixels; undefined for that of the image.
 * @throws {EngineError} 'image' for a size that is no whole number of pixels, or in which the network sees nothing.
 */
export function networkSize(
  image: Size,
  inputSize?: readonly [number, number] | number,
  error: Refuse = refuse,
): Size {
  const given = typeof inputSize === 'number' ? [inputSize, inputSize] : inputSize;
  if (![image?.height, image?.width].every((side) => Number.isInteger(side) && side > 0)) {
    throw error('image', `The image is ${image?.width} x ${image?.height} pixels; give its {height, width}.`);
  }
  const sides = given === undefined ? [image.height, image.width] : given;
  const [height, width] = Array.isArray(sides) ? sides : [];
  if (!Number.isInteger(height) || !Number.isInteger(width) || (given && given.length !== 2)) {
    throw error(
      'image',
      `inputSize is ${String(inputSize)}; it must be whole numbers of pixels, such as 512 or [512, 512].`,
    );
  }
  if (Math.min(height, width) < LEAST_SIDE) {
    throw error(
      'image',
      `The network would see ${width} x ${height} pixels; it needs at least ${LEAST_SIDE} x ${LEAST_SIDE}. ` +
        'Set inputSize, for example 512, to enlarge small slices.',
    );
  }
  return { height, width };
}
