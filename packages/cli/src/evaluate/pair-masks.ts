/** Masks paired by their file names. */
import path from 'node:path';
import { CliError } from '../errors.js';
import type { MaskPair } from './mask-pair.js';
import { nameSome } from './name-some.js';

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
 * @throws CliError when a prediction has no truth, or two files of one side could both be meant
 */
export function pairMasks(predictions: readonly string[], truths: readonly string[]): PairedMasks {
  const names = new Set(truths.map(stem));
  const key = predictions.every((file) => names.has(stem(file))) ? stem : numberOrStem;
  const truthOf = byKey(truths, key, 'truths');
  const predictionOf = byKey(predictions, key, 'predictions');
  const alone = predictions.filter((file) => !truthOf.has(key(file)));
  if (alone.length > 0) {
    const numberless = alone.find((file) => lastNumber(file) === undefined);
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

const stem = (file: string) => path.basename(file, path.extname(file));

/** Without leading zeros, so that 3 and 0003 are one number; a text, as numbers in names can be of any length. */
const lastNumber = (file: string) => /(\d+)\D*$/.exec(stem(file))?.[1].replace(/^0+(?=\d)/, '');

const numberOrStem = (file: string) => lastNumber(file) ?? stem(file);

function byKey(files: readonly string[], key: (file: string) => string, side: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const file of files) {
    const shared = key(file);
    const other = found.get(shared);
    if (other !== undefined) {
      throw new CliError(
        'input',
        `Two ${side}, '${other}' and '${file}', both go by '${shared}', so their partner is not certain. Rename or ` +
          'remove one of them, or name the pairs with --list.',
      );
    }
    found.set(shared, file);
  }
  return found;
}
