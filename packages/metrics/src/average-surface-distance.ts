/** Mean distances between two surfaces. */
import { checkOptions } from './check-options.js';
import type { EmptyPolicy } from './empty-policy.js';
import { MetricsError } from './errors.js';
import { type DistanceFigure, emptyDistance } from './figure.js';
import { checkBoundary, type MaskDistances } from './mask-distances.js';

/** Options of `averageSurfaceDistance`. */
export interface AverageSurfaceDistanceOptions {
  /** Averaged over the surface of which mask. Default `'prediction'`: from the prediction to the truth, MedPy's `asd`. */
  from?: 'prediction' | 'truth';
  /** What an empty mask gives. Default `'exclude'`. */
  empty?: EmptyPolicy;
}

/** Options of `averageSymmetricSurfaceDistance`. */
export interface AverageSymmetricSurfaceDistanceOptions {
  /**
   * - `'pooled'` (default): mean over the pixels of both surfaces together (Heimann et al. 2009; MedPy since 0.5;
   *   MONAI with `symmetric=True`)
   * - `'directed'`: mean of the two directed means (MedPy before 0.5)
   */
  method?: 'pooled' | 'directed';
  /** What an empty mask gives. Default `'exclude'`. */
  empty?: EmptyPolicy;
}

/**
 * Average surface distance (ASD): mean distance from the boundary pixels of one mask to the boundary of the other.
 * Not symmetric.
 *
 * @throws {MetricsError} `invalid-argument` (also for distances between regions), or `empty-mask` under that policy
 *
 * @example
 * averageSurfaceDistance(distances, { from: 'truth' }); // { value: 0.8, unit: 'mm' }
 */
export function averageSurfaceDistance(
  distances: MaskDistances,
  options: AverageSurfaceDistanceOptions = {},
): DistanceFigure {
  const { from = 'prediction', empty = 'exclude' } = checkOptions('averageSurfaceDistance', options, {
    from: 1,
    empty: 1,
  });
  checkBoundary(distances, 'The average surface distance');
  if (from !== 'prediction' && from !== 'truth') {
    throw new MetricsError(
      'invalid-argument',
      `from is ${String(from)}. It must be 'prediction' or 'truth'.`,
    );
  }
  const none = emptyDistance(distances, empty, 'The average surface distance');
  if (none) return none;
  const values = from === 'prediction' ? distances.toTruth : distances.toPrediction;
  return { value: sum(values) / values.length, unit: distances.unit };
}

/**
 * Average symmetric surface distance (ASSD): mean distance between the boundaries, both directions counted.
 *
 * @throws {MetricsError} `invalid-argument` (also for distances between regions), or `empty-mask` under that policy
 *
 * @example
 * averageSymmetricSurfaceDistance(distances); // { value: 0.9, unit: 'mm' }
 */
export function averageSymmetricSurfaceDistance(
  distances: MaskDistances,
  options: AverageSymmetricSurfaceDistanceOptions = {},
): DistanceFigure {
  const { method = 'pooled', empty = 'exclude' } = checkOptions('averageSymmetricSurfaceDistance', options, {
    method: 1,
    empty: 1,
  });
  checkBoundary(distances, 'The average symmetric surface distance');
  if (method !== 'pooled' && method !== 'directed') {
    throw new MetricsError(
      'invalid-argument',
      `method is ${String(method)}. It must be 'pooled' or 'directed'.`,
    );
  }
  const none = emptyDistance(distances, empty, 'The average symmetric surface distance');
  if (none) return none;
  const { toTruth, toPrediction, unit } = distances;
  const value =
    method === 'pooled'
      ? (sum(toTruth) + sum(toPrediction)) / (toTruth.length + toPrediction.length)
      : (sum(toTruth) / toTruth.length + sum(toPrediction) / toPrediction.length) / 2;
  return { value, unit };
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
