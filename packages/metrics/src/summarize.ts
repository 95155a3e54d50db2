/** One figure over many cases: its distribution, and how many cases it rests on. */

import { type BootstrapOptions, bootstrapMean, type ConfidenceInterval } from './bootstrap.js';
import { check, checkOptions } from './check-options.js';
import { MetricsError } from './errors.js';
import type { Figure } from './figure.js';
import type { Unit } from './geometry.js';
import { quantileOfSorted } from './quantile.js';

/** Options of `summarize`. */
export interface SummarizeOptions {
  /** Adds a confidence interval of the mean. Default: none. */
  bootstrap?: BootstrapOptions;
}

/** The distribution of a figure over cases, in the unit of the figure. */
export interface Summary {
  /** Cases with a value: all statistics are over these. */
  used: number;
  /** Cases without one. */
  undefined: number;
  /** Cases whose value was put in by an empty-mask policy; they are among the used. */
  replaced: number;
  /** How often each reason made a figure undefined or replaced; `'unknown'` where none was given. */
  why: Record<string, number>;
  /** The unit of the figures; absent for ratios. */
  unit?: Unit;
  mean: number | undefined;
  /** Sample standard deviation (divisor n - 1); undefined for fewer than two values. */
  sd: number | undefined;
  min: number | undefined;
  /** Quartiles by linear interpolation, NumPy's default. */
  q1: number | undefined;
  median: number | undefined;
  q3: number | undefined;
  max: number | undefined;
  /** Confidence interval of the mean; present when `bootstrap` was given. */
  interval?: ConfidenceInterval;
}

/**
 * Mean, spread and quartiles of a figure over cases.
 *
 * @param figures one per case: what `hausdorff` and its kin return, plain numbers, or undefined
 * @throws {MetricsError} `not-finite` for NaN or Infinity, `mixed-units` for mm among px, `invalid-argument`
 *
 * @example
 * summarize([0.7, undefined, 0.9]); // { used: 2, undefined: 1, why: { unknown: 1 }, mean: 0.8, ... }
 */
export function summarize(
  figures: readonly (number | undefined | Figure)[],
  options: SummarizeOptions = {},
): Summary {
  const { bootstrap } = checkOptions('summarize', options, { bootstrap: 1 });
  check(Array.isArray(figures), 'The figures', figures, 'they are an array, one figure for each case');
  const values: number[] = [];
  const why: Record<string, number> = {};
  let unit: Unit | undefined;
  let replaced = 0;
  for (const [index, item] of figures.entries()) {
    const figure: Figure = typeof item === 'object' && item ? item : { value: item };
    const { value, reason } = figure;
    if (value === undefined || reason) why[reason ?? 'unknown'] = (why[reason ?? 'unknown'] ?? 0) + 1;
    if (figure.unit && unit && figure.unit !== unit) {
      throw new MetricsError(
        'mixed-units',
        `Figure ${index} is in ${figure.unit}, others are in ${unit}. Give a spacing for every case or for none.`,
      );
    }
    unit ??= figure.unit;
    if (value === undefined) continue;
    if (!Number.isFinite(value)) {
      throw new MetricsError(
        'not-finite',
        `Figure ${index} is ${value}, which has no place in a mean. Pass undefined for a case without a value.`,
      );
    }
    if (reason) replaced++;
    values.push(value);
  }
  const interval = bootstrap && bootstrapMean(values, bootstrap);
  return {
    used: values.length,
    undefined: figures.length - values.length,
    replaced,
    why,
    ...(unit ? { unit } : {}),
    ...statistics(values),
    ...(interval ? { interval } : {}),
  };
}

function statistics(values: readonly number[]) {
  const n = values.length;
  const sorted = Float64Array.from(values).sort();
  const quantile = (p: number) => (n > 0 ? quantileOfSorted(sorted, p) : undefined);
  const mean = n > 0 ? values.reduce((sum, value) => sum + value, 0) / n : undefined;
  const squares = values.reduce((sum, value) => sum + (value - (mean ?? 0)) ** 2, 0);
  return {
    mean,
    sd: n > 1 ? Math.sqrt(squares / (n - 1)) : undefined,
    min: quantile(0),
    q1: quantile(0.25),
    median: quantile(0.5),
    q3: quantile(0.75),
    max: quantile(1),
  };
}
