/** How pixels become what a network was trained on. */
import { type Refuse, refuse } from './errors.js';

/** Input = (pixel / white - mean) / std, with the mean and standard deviation of the training images in those units. */
export interface Normalization {
  mean: number;
  std: number;
}

/**
 * @param given Or undefined, where there is none: neither given nor remembered. Statistics of a data set often stand beside
 *   counts and the like, which are left alone; a name that begins as one of the two is a slip.
 * @throws {EngineError} 'normalization' unless both are finite and the deviation is positive, 'invalid-argument' for a slip.
 */
export function checkNormalization(given: Normalization | undefined, error: Refuse = refuse): Normalization {
  if (given === undefined) {
    throw error(
      'normalization',
      'The model does not remember the mean and standard deviation that it was trained with; pass ' +
        '{normalization: {mean, std}} in units of pixel / white.',
    );
  }
  const slip = Object.keys(given ?? {}).find((name) => /^(mean|std)./i.test(name));
  if (slip !== undefined) throw error('invalid-argument', `normalization has no ${slip}; it is {mean, std}.`);
  const { mean, std } = given ?? {};
  if (!Number.isFinite(mean) || !Number.isFinite(std) || std <= 0) {
    throw error(
      'normalization',
      `mean is ${mean} and std is ${std}; both must be numbers in units of pixel / white, and std must be positive, ` +
        'for example mean 0.6 and std 0.3.',
    );
  }
  return { mean, std };
}
