/** The size of image that a network sees. */
import type { EngineSegmentOptions } from './engine-options.js';
import { EngineError } from './errors.js';
import type { Size } from './program/sizes.js';

/** Below this the coarsest stage has nothing left to see. */
const SMALLEST = 16;

/** @throws EngineError for a size that is no whole number of pixels. */
export function networkSize(image: Size, inputSize: EngineSegmentOptions['inputSize']): Size {
  if (inputSize === undefined) return image;
  const [height, width] = typeof inputSize === 'number' ? [inputSize, inputSize] : inputSize;
  if (![height, width].every(Number.isInteger)) {
    throw new EngineError(
      'image',
      `inputSize is ${inputSize}; it must be whole numbers of pixels, such as 512.`,
    );
  }
  return { height, width };
}

/** @throws EngineError for a size in which the network sees nothing. */
export function checkNetworkSize({ height, width }: Size): void {
  if (!(Math.min(height, width) >= SMALLEST)) {
    throw new EngineError(
      'image',
      `The network would see ${width} x ${height} pixels; it needs at least ${SMALLEST} x ${SMALLEST}. ` +
        'Set inputSize, for example 512, to enlarge small slices.',
    );
  }
}
