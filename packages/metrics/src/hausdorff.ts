/** The Hausdorff distance and its percentiles, eq. (23) of the paper. */
import { checkOptions } from './check-options.js';
import type { EmptyPolicy } from './empty-policy.js';
import { MetricsError } from './errors.js';
import { type DistanceFigure, emptyDistance } from './figure.js';
import { checkDistances, type MaskDistances } from './mask-distances.js';
import { quantileOfSorted } from './quantile.js';

/** Options of `hausdorff`. */
export interface HausdorffOptions {
  /** Default 100, the maximum: the Hausdorff distance proper. 95 gives HD95. */
  percentile?: number;
  /**
   * Two definitions of HD95 are in use:
   * - `'directed'` (default): the larger of the two directed percentiles, as MONAI. Each surface counts by itself,
   *   however small.
   * - `'pooled'`: one percentile of both directions thrown together, as MedPy. The larger surface outweighs.
   *
   * At percentile 100 they agree.
   */
  method?: 'directed' | 'pooled';
  /** What an empty mask gives. Default `'exclude'`. */
  empty?: EmptyPolicy;
}

/**
 * The Hausdorff distance between two masks: how far the worst pixel of either lies from the other mask,
 * max(max_a min_b |a - b|, max_b min_a |a - b|). Between boundaries or regions, as the distances were measured; the
 * boundary of a hole counts only between boundaries.
 *
 * @throws {MetricsError} `invalid-argument`, or `empty-mask` under that policy
 *
 * @example
 * const distances = maskDistances([1, 1, 0, 0], [1, 1, 1, 1], { shape: [1, 4] });
 * hausdorff(distances); // { value: 2, unit: 'px' }
 */
export function hausdorff(distances: MaskDistances, options: HausdorffOptions = {}): DistanceFigure {
  checkOptions('hausdorff', options, { percentile: 1, method: 1, empty: 1 });
  checkDistances(distances);
  const { percentile = 100, method = 'directed', empty = 'exclude' } = options;
  if (!(percentile >= 0 && percentile <= 100)) {
    throw new MetricsError('invalid-argument', `percentile is ${percentile}. It must lie between 0 and 100.`);
  }
  if (method !== 'directed' && method !== 'pooled') {
    throw new MetricsError(
      'invalid-argument',
      `method is ${String(method)}. It must be 'directed' or 'pooled'.`,
    );
  }
  const { toTruth, toPrediction, unit } = distances;
  const none = emptyDistance(distances, empty, 'The Hausdorff distance');
  if (none) return none;
  if (percentile === 100) return { value: Math.max(maximum(toTruth), maximum(toPrediction)), unit };
  const p = percentile / 100;
  if (method === 'directed') {
    return {
      value: Math.max(quantileOfSorted(toTruth.toSorted(), p), quantileOfSorted(toPrediction.toSorted(), p)),
      unit,
    };
  }
  const pooled = new Float64Array(toTruth.length + toPrediction.length);
  pooled.set(toTruth);
  pooled.set(toPrediction, toTruth.length);
  return { value: quantileOfSorted(pooled.sort(), p), unit };
}

/** Not `Math.max(...)`: a surface may have more pixels than a call takes arguments. */
function maximum(values: Float64Array): number {
  let largest = 0;
  for (const value of values) if (value > largest) largest = value;
  return largest;
}
