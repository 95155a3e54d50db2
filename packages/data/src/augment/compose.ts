/** Chains of transforms, and the two that the literature defines. */
import { check, checkOptions } from '../check-options.js';
import { checkFunction, checkNumber } from '../check-values.js';
import { marginCrop, randomCrop, randomFlip, randomScale } from './geometric.js';
import { blur, gaussianNoise, randomContrast, randomGamma } from './photometric.js';
import { type DeformationOptions, randomDeformation } from './random-deformation.js';
import type { Transform } from './sample.js';

/**
 * One transform after the other.
 *
 * @example
 * const augment = compose([randomFlip(), sometimes(0.3, randomRotation({ degrees: 15 })), gaussianNoise()]);
 * const other = augment(sample, Random.from(seed, epoch, index)); // the same three keys give the same picture
 */
export function compose(transforms: readonly Transform[]): Transform {
  const areFunctions = Array.isArray(transforms) && transforms.every((each) => typeof each === 'function');
  check(
    areFunctions,
    'The transforms',
    transforms,
    'give an array of them, such as [randomFlip(), gaussianNoise()]',
  );
  return (sample, random) => transforms.reduce((current, transform) => transform(current, random), sample);
}

/** Applies a transform with the given probability. */
export function sometimes(probability: number, transform: Transform): Transform {
  const isShare = typeof probability === 'number' && probability >= 0 && probability <= 1;
  check(isShare, 'The probability', probability, 'it lies between 0 and 1');
  checkFunction(transform, 'The transform', 'it is a step of augmentation, such as randomFlip()');
  return (sample, random) => (random.chance(probability) ? transform(sample, random) : sample);
}

/** The paper's augmentation: a scale of 0.5, 0.75, 1, 1.25 or 1.5, a crop to the training size, a mirror image. */
export function paperAugmentation(options: { width?: number; height?: number } = {}): Transform {
  const { width = 512, height = 512 } = checkOptions('paperAugmentation', options, { width: 1, height: 1 });
  return compose([
    randomScale({ scales: [0.5, 0.75, 1, 1.25, 1.5] }),
    randomCrop({ width, height }),
    randomFlip(),
  ]);
}

/**
 * The released network's augmentation for pictures already resized to `scale` times 512: margin crop (at most 16 pixels
 * at scales up to 1, 50 above), then upside down, each with probability one half.
 */
export function referenceAugmentation(options: { scale?: number } = {}): Transform {
  const { scale = 1 } = checkOptions('referenceAugmentation', options, { scale: 1 });
  checkNumber(scale, 'scale');
  return compose([marginCrop({ max: scale > 1 ? 50 : 16 }), randomFlip({ horizontal: 0, vertical: 0.5 })]);
}

/**
 * A strong augmentation for small data sets, of pictures with values from 0 to 1: one resampling by `randomDeformation`,
 * then with probability one half a gamma of e^u with |u| <= 0.4, contrast and brightness, with probability 0.3 noise of a
 * deviation up to 0.06, with 0.2 a blur.
 */
export function strongAugmentation(deformation: DeformationOptions = {}): Transform {
  return compose([
    randomDeformation(deformation),
    sometimes(0.5, randomGamma({ min: 0.67, max: 1.49, logarithmic: true })),
    randomContrast(),
    sometimes(0.3, gaussianNoise({ deviation: 0.06 })),
    sometimes(0.2, blur()),
  ]);
}
