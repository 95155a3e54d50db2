/** Masks paired by their file names. */
import { CliError } from '../errors.js';
import { nameSome } from '../text/name-some.js';
import { lastNumber } from './last-number.js';
import type { MaskPair } from './mask-pair.js';
import { byKey, partnerKey } from './partner-key.js';
import { stem } from './stem.js';

export interface PairedMasks {
  /** In the order of their names. */
  pairs: MaskPair[];
  /** Truths without a prediction. */
  missing: string[];
}

/**
 * Pairs by equal names (suffix aside) when every prediction has its namesake among the truths, otherwise by the last
 * number in the names (tr_im_0003.png with tr_mask_3.png); names without a number then pair with their equals.
 *
 * @throws {CliError} when a prediction has no truth, or two files of one side could both be meant
 */
export function pairMasks(predictions: readonly string[], truths: readonly string[]): PairedMasks {
  const key = partnerKey(predictions, truths);
  const truthOf = byKey(truths, key, 'truths');
  const predictionOf = byKey(predictions, key, 'predictions');
  const alone = predictions.filter((file) => !truthOf.has(key(file)));
  if (alone.length > 0) {
    const numberless = alone.find((file) => lastNumber(stem(file)) === undefined);
    throw new CliError(
      'input',
      `${alone.length} of ${predictions.length} predictions have no truth: ${nameSome(alone)}. ` +
        (numberless === undefined
          ? 'Files belong together when their names are equal or end in the same number. '
          : `'${numberless}' has no number in its name, and no truth has the same name. `) +
        'Rename or remove them, or name the pairs with --list.',
    );
  }
  const pairs = [...predictionOf].map(([shared, prediction]) => ({
    id: stem(prediction),
    prediction,
    truth: truthOf.get(shared) as string,
  }));
  return {
    pairs: pairs.sort((a, b) => a.id.localeCompare(b.id, 'en', { numeric: true })),
    missing: [...truthOf].filter(([shared]) => !predictionOf.has(shared)).map(([, file]) => file),
  };
}
