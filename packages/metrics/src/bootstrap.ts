/** Confidence interval of a mean by the bootstrap. */
import { check, checkOptions } from './check-options.js';
import { MetricsError } from './errors.js';
import { quantileOfSorted } from './quantile.js';
import { seededRandom } from './seeded-random.js';

/** Options of `bootstrapMean`. */
export interface BootstrapOptions {
  /** An integer; the same seed gives the same interval on every machine. Default 0. */
  seed?: number;
  /** How many resamples. Default 2,000. */
  resamples?: number;
  /** Default 0.95. */
  confidence?: number;
}

/** A confidence interval of a mean, in the unit of the values, with the options that gave it. */
export interface ConfidenceInterval extends Required<BootstrapOptions> {
  low: number;
  high: number;
}

/**
 * Percentile bootstrap of the mean: cases are drawn with replacement, as many as there are, again and again; the
 * interval holds the middle `confidence` of the means. With fewer than about 20 cases it is too narrow.
 *
 * @returns undefined without values: there is nothing to resample
 * @throws {MetricsError} `invalid-argument` or `not-finite`
 *
 * @example
 * bootstrapMean([0.71, 0.8, 0.64, 0.9], { seed: 1 }); // { low, high, confidence: 0.95, resamples: 2000, seed: 1 }
 */
export function bootstrapMean(
  values: readonly number[],
  options: BootstrapOptions = {},
): ConfidenceInterval | undefined {
  const names = { seed: 1, resamples: 1, confidence: 1 } as const;
  const { seed = 0, resamples = 2000, confidence = 0.95 } = checkOptions('bootstrapMean', options, names);
  check(Array.isArray(values), 'The values', values, 'they are an array of numbers');
  if (!Number.isInteger(seed)) {
    throw new MetricsError('invalid-argument', `seed is ${seed}. It must be an integer.`);
  }
  if (!Number.isInteger(resamples) || resamples < 1 || !(confidence > 0 && confidence < 1)) {
    throw new MetricsError(
      'invalid-argument',
      `resamples is ${resamples} and confidence ${confidence}. The first must be an integer of at least 1, the second ` +
        'lie between 0 and 1.',
    );
  }
  const wrong = values.find((value) => !Number.isFinite(value));
  if (wrong !== undefined) {
    throw new MetricsError('not-finite', `A value is ${wrong}. Leave out undefined cases before resampling.`);
  }
  const n = values.length;
  if (n === 0) return undefined;
  const random = seededRandom(seed);
  const means = Float64Array.from({ length: resamples }, () => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += values[Math.floor(random() * n)];
    return sum / n;
  }).sort();
  const tail = (1 - confidence) / 2;
  return {
    low: quantileOfSorted(means, tail),
    high: quantileOfSorted(means, 1 - tail),
    confidence,
    resamples,
    seed,
  };
}
