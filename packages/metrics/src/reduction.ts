/** From a ratio per class to one figure: which classes count, how they are averaged, what 0/0 means. */
import { check, checkOptions } from './check-options.js';
import { type ClassCounts, type ConfusionCounts, checkCounts } from './confusion-counts.js';
import { MetricsError } from './errors.js';

/**
 * - `none`: one value per class
 * - `macro`: mean over the classes, each counting the same
 * - `weighted`: mean over the classes, weighted by their pixels in the truth
 * - `micro`: counts summed over the classes first, then one ratio
 */
export type Reduction = 'none' | 'macro' | 'micro' | 'weighted';

/**
 * What a ratio with denominator 0 is: a number to use, `'undefined'` (the class has no value, and averages are over
 * the others), or `'error'` (throw).
 */
export type ZeroDivision = number | 'undefined' | 'error';

/** Options of the scores of a class. */
export interface ScoreOptions<R extends Reduction = Reduction> {
  /** Default `'macro'`. */
  reduction?: R;
  /** Default `'undefined'`. */
  zeroDivision?: ZeroDivision;
  /** The classes to report or average, for instance `[1, 2]` to leave the background out. Default: all. */
  only?: readonly number[];
}

/** An array for `'none'`, one number for the others; `undefined` where 0/0 is left undefined. */
export type Score<R extends Reduction> = R extends 'none' ? (number | undefined)[] : number | undefined;

/** Numerator and denominator of a score. */
export type Ratio = readonly [numerator: number, denominator: number];

/** Divides, or follows the zero-division policy. */
export function divide(
  [numerator, denominator]: Ratio,
  zeroDivision: ZeroDivision,
  what: string,
): number | undefined {
  if (denominator !== 0) return numerator / denominator;
  if (zeroDivision === 'undefined') return undefined;
  if (zeroDivision === 'error') {
    throw new MetricsError(
      'zero-division',
      `${what} is 0/0: no pixel counts towards it. Pass zeroDivision: 'undefined' or a number to go on.`,
    );
  }
  if (!Number.isFinite(zeroDivision)) {
    throw new MetricsError(
      'invalid-argument',
      `zeroDivision is ${String(zeroDivision)}. It must be a finite number, 'undefined' or 'error'.`,
    );
  }
  return zeroDivision;
}

/** Applies a per-class ratio under the options. */
export function reduceClasses<R extends Reduction = 'macro'>(
  name: string,
  counts: ConfusionCounts,
  ratio: (counts: ClassCounts) => Ratio,
  options: ScoreOptions<R>,
): Score<R> {
  checkOptions(name, options, { reduction: 1, zeroDivision: 1, only: 1 });
  checkCounts(counts);
  const { reduction = 'macro' as R, zeroDivision = 'undefined', only } = options;
  check(only === undefined || Array.isArray(only), 'only', only, 'it is an array of classes, such as [1, 2]');
  const labels = only ?? Array.from({ length: counts.classes }, (_, label) => label);
  const classes = labels.map((label) => counts.of(label));
  const perClass = () =>
    classes.map((one, i) => divide(ratio(one), zeroDivision, `${name} of class ${labels[i]}`));
  const average = (weights: readonly number[]) => {
    const values = perClass();
    const defined = values.map((value, i) => (value === undefined ? 0 : weights[i]));
    const weighted = values.reduce<number>((sum, value = 0, i) => sum + defined[i] * value, 0);
    const whole = defined.reduce((sum, weight) => sum + weight, 0);
    // 0/0 where every class is undefined, or where none of the defined ones occurs in the truth.
    return divide([weighted, whole], zeroDivision, `the ${reduction} average of ${name}`);
  };
  const reductions: Record<Reduction, () => number | undefined | (number | undefined)[]> = {
    none: perClass,
    macro: () => average(classes.map(() => 1)),
    weighted: () => average(classes.map(({ tp, fn }) => tp + fn)),
    micro: () => divide(ratio(sumOf(classes)), zeroDivision, name),
  };
  if (!Object.hasOwn(reductions, reduction)) {
    throw new MetricsError(
      'invalid-argument',
      `reduction is ${String(reduction)}. It must be 'none', 'macro', 'micro' or 'weighted'.`,
    );
  }
  return reductions[reduction]() as Score<R>;
}

function sumOf(classes: readonly ClassCounts[]): ClassCounts {
  const sum: ClassCounts = { tp: 0, fp: 0, fn: 0, tn: 0 };
  for (const { tp, fp, fn, tn } of classes) {
    sum.tp += tp;
    sum.fp += fp;
    sum.fn += fn;
    sum.tn += tn;
  }
  return sum;
}
