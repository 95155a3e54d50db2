/** Normalized surface Dice: the share of two surfaces that agrees within a tolerance. */
import { checkOptions } from './check-options.js';
import { type EmptyPolicy, emptyValue } from './empty-policy.js';
import { MetricsError } from './errors.js';
import { emptyReason, type Figure } from './figure.js';
import type { Unit } from './geometry.js';
import { checkBoundary, type MaskDistances } from './mask-distances.js';

/** Options of `surfaceDice`. */
export interface SurfaceDiceOptions {
  /** Largest distance that counts as agreement, in the unit of the distances. */
  tolerance: number;
  /** What an empty mask gives. Default `'exclude'`. */
  empty?: EmptyPolicy;
}

/** A surface Dice, with the tolerance that it was measured at. */
export interface SurfaceDiceFigure extends Figure {
  tolerance: number;
  toleranceUnit: Unit;
}

/**
 * Normalized surface distance (NSD, surface Dice): boundary pixels of either mask that lie within the tolerance of
 * the other boundary, as a share of all boundary pixels. 1 is best.
 *
 * Every boundary pixel counts the same, as in MONAI's `compute_surface_dice`. DeepMind's surface-distance weighs
 * surface elements by their area instead, so its values differ a little.
 *
 * @throws {MetricsError} `invalid-argument` (also for distances between regions), or `empty-mask` under that policy
 *
 * @example
 * surfaceDice(distances, { tolerance: 2 }); // { value: 0.93, tolerance: 2, toleranceUnit: 'mm' }
 */
export function surfaceDice(distances: MaskDistances, options: SurfaceDiceOptions): SurfaceDiceFigure {
  const { tolerance, empty = 'exclude' } = checkOptions('surfaceDice', options, { tolerance: 1, empty: 1 });
  checkBoundary(distances, 'The surface Dice');
  if (!Number.isFinite(tolerance) || tolerance < 0) {
    throw new MetricsError(
      'invalid-argument',
      `tolerance is ${tolerance}. It must be finite and at least 0, in ${distances.unit}.`,
    );
  }
  const base = { tolerance, toleranceUnit: distances.unit };
  if (distances.empty !== 'none') {
    const value = emptyValue(distances.empty, empty, { best: 1, worst: 0 }, 'The surface Dice');
    return { ...base, value, reason: emptyReason(distances.empty) };
  }
  const { toTruth, toPrediction } = distances;
  const within = (values: Float64Array) => values.reduce((n, value) => (value <= tolerance ? n + 1 : n), 0);
  return {
    ...base,
    value: (within(toTruth) + within(toPrediction)) / (toTruth.length + toPrediction.length),
  };
}
