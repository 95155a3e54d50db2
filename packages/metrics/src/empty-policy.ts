/** The value of a figure where a mask has no foreground: a policy that the caller names. */
import { MetricsError } from './errors.js';

/** Which of the two masks has no foreground. */
export type Emptiness = 'none' | 'both' | 'prediction' | 'truth';

/**
 * - a number: that value
 * - `'best'`: of a perfect prediction (distance 0, ratio 1)
 * - `'worst'`: the worst possible (the image's diagonal, ratio 0)
 * - `'exclude'`: undefined; aggregates leave it out and count it
 * - `'error'`: throw
 */
export type EmptyRule = number | 'best' | 'worst' | 'exclude' | 'error';

/** One rule for each kind of emptiness. */
export interface EmptyRules {
  both: EmptyRule;
  prediction: EmptyRule;
  truth: EmptyRule;
}

/**
 * - `'exclude'`: undefined in all three cases
 * - `'penalize'`: nothing found where nothing is, is perfect; one mask empty is the worst possible
 * - `'reference'`: 0 when the prediction is empty (as the published evaluation of MiniSeg has it, distances too),
 *   undefined when only the truth is
 * - `'error'`: throw in all three cases
 * - or rules of your own
 */
export type EmptyPolicy = 'exclude' | 'penalize' | 'reference' | 'error' | EmptyRules;

const policies: Record<Exclude<EmptyPolicy, EmptyRules>, EmptyRules> = {
  exclude: { both: 'exclude', prediction: 'exclude', truth: 'exclude' },
  penalize: { both: 'best', prediction: 'worst', truth: 'worst' },
  reference: { both: 0, prediction: 0, truth: 'exclude' },
  error: { both: 'error', prediction: 'error', truth: 'error' },
};

export function emptiness(predicted: number, actual: number): Emptiness {
  if (predicted === 0) return actual === 0 ? 'both' : 'prediction';
  return actual === 0 ? 'truth' : 'none';
}

/**
 * The value that a policy gives to a figure, undefined for `'exclude'`.
 *
 * @param extremes the figure of a perfect prediction and of the worst possible one
 * @throws {MetricsError} `empty-mask` or `invalid-argument`
 */
export function emptyValue(
  empty: Exclude<Emptiness, 'none'>,
  policy: EmptyPolicy,
  extremes: { best: number; worst: number },
  what: string,
): number | undefined {
  const rule = (typeof policy === 'string' ? policies[policy] : policy)?.[empty];
  if (typeof rule === 'number' && Number.isFinite(rule)) return rule;
  if (rule === 'exclude') return undefined;
  if (rule === 'best' || rule === 'worst') return extremes[rule];
  if (rule === 'error') {
    const masks = empty === 'both' ? 'both masks have' : `the ${empty} has`;
    throw new MetricsError(
      'empty-mask',
      `${what} is undefined: ${masks} no foreground. Choose another policy, for instance empty: 'exclude' (leave out ` +
        "and count) or 'penalize' (worst possible value).",
    );
  }
  throw new MetricsError(
    'invalid-argument',
    `empty is ${JSON.stringify(policy)}. It must be 'exclude', 'penalize', 'reference', 'error' or ` +
      "{ both, prediction, truth } with a finite number, 'best', 'worst', 'exclude' or 'error' each.",
  );
}
