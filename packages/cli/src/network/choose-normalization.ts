/** The normalization that a network sees: what the options say, or what the weights remember. */
import { checkNormalization, type Normalization } from '@miniseg/engine';
import { CliError } from '../errors.js';
import { givenNormalization } from './given-normalization.js';
import type { NetworkFacts } from './network-facts.js';

/** @throws {CliError} when neither knows it, EngineError for impossible values */
export function chooseNormalization(
  { normalization }: Pick<NetworkFacts, 'normalization'>,
  options: Partial<Normalization>,
): Normalization {
  const chosen = givenNormalization(options) ?? normalization;
  if (!chosen) {
    throw new CliError(
      'invalid-argument',
      'The weights do not remember the mean and standard deviation that they were trained with. Pass --mean and --std ' +
        'in units of pixel / 255 (for example --mean 0.6 --std 0.3), or convert the weights once with them.',
    );
  }
  return checkNormalization(chosen);
}
