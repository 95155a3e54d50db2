/** The weights that this package knows by name. */
import { checkOptions } from '../check-options.js';
import { ModelError } from '../errors.js';
import { ENTRIES } from '../generated/registry.js';
import type { PretrainedWeights } from './types.js';

/** Weights that have a name here; the one that comes with the package first. */
export const PRETRAINED: readonly PretrainedWeights[] = ENTRIES;

const KNOWN = {
  name: 1,
  title: 1,
  file: 1,
  url: 1,
  sha256: 1,
  bytes: 1,
  license: 1,
  agreement: 1,
  card: 1,
  preset: 1,
  normalization: 1,
  inputSize: 1,
} as const;

/**
 * @param weights A name out of `PRETRAINED`, or an entry of your own, which is checked.
 * @throws {ModelError} `missing` for a name that is not known, `invalid-argument` for an entry that cannot be right
 */
export function findPretrained(weights: string | PretrainedWeights): PretrainedWeights {
  if (typeof weights !== 'string') return PRETRAINED.includes(weights) ? weights : checkEntry(weights);
  const found = PRETRAINED.find(({ name }) => name === weights);
  if (found) return found;
  throw new ModelError(
    'missing',
    `There are no weights of the name '${weights}'. Known are ${PRETRAINED.map(({ name }) => name).join(', ')}.`,
  );
}

function checkEntry(entry: PretrainedWeights): PretrainedWeights {
  checkOptions('An entry of weights', entry, KNOWN);
  const { normalization } = entry;
  if (normalization !== undefined)
    checkOptions('normalization of an entry of weights', normalization, { mean: 1, std: 1 });
  const rules: [keyof PretrainedWeights, RegExp, string][] = [
    ['name', /^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'letters, digits, dots and hyphens'],
    ['file', /^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'the name of a file without folders'],
    ['sha256', /^[0-9a-f]{64}$/, '64 hexadecimal digits in lower case'],
    ['license', /./, "the license's name, such as Apache-2.0"],
    ['url', /^https?:/, 'an address that begins with https://'],
  ];
  for (const [name, form, rule] of rules) {
    const value = entry[name];
    if (typeof value === 'string' && form.test(value)) continue;
    throw new ModelError(
      'invalid-argument',
      `${name} of an entry of weights is ${value}; it must be ${rule}.`,
    );
  }
  if (Number.isSafeInteger(entry.bytes) && entry.bytes > 0) return entry;
  throw new ModelError(
    'invalid-argument',
    `bytes of the entry '${entry.name}' is ${entry.bytes}; it must be the size of the file.`,
  );
}
