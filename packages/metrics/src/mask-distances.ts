/** All distances from one mask to the other: what Hausdorff, average surface distance and surface Dice come from. */

import { binaryMask, type MaskOptions, unionBox } from './binary-mask.js';
import { check, checkOptions } from './check-options.js';
import { type Emptiness, emptiness } from './empty-policy.js';
import { MetricsError } from './errors.js';
import { checkGeometry, type GeometryOptions, type Unit } from './geometry.js';
import { checkSameLength, type LabelArray } from './labels.js';
import { type Connectivity, neighbors } from './neighborhood.js';
import { boundarySites, boxSize, regionSites, type SiteCrop } from './site-crop.js';
import { type Size, squaredDistancesAt } from './squared-distances.js';

/** Options of `maskDistances`. */
export interface MaskDistancesOptions extends GeometryOptions, MaskOptions {
  /**
   * Between which pixels. `'boundary'` (default): foreground pixels that have a background neighbor or touch the
   * border of the image. `'region'`: all foreground pixels.
   */
  on?: 'boundary' | 'region';
  /** Which neighbors make a boundary. Default 4 in 2-D and 6 in 3-D, as MedPy and MONAI. */
  connectivity?: Connectivity;
}

/** Distances first, figures second: hand this to `hausdorff`, `surfaceDice` and the like. */
export interface MaskDistances {
  on: 'boundary' | 'region';
  /** From each pixel of the prediction to the nearest of the truth, in scan order. Empty when a mask is. */
  toTruth: Float64Array;
  /** From each pixel of the truth to the nearest of the prediction. */
  toPrediction: Float64Array;
  unit: Unit;
  empty: Emptiness;
  /** The largest distance that the image can hold; `'worst'` in an empty policy. */
  diagonal: number;
}

/**
 * Measures between two masks once, exactly, in time linear in the box around both.
 *
 * @param prediction a mask (0 and one other value), or labels with `label`
 * @throws {MetricsError} `bad-shape`, `invalid-argument`, `shape-mismatch`, `not-binary`, `nan` or `not-integer`
 *
 * @example
 * const distances = maskDistances(prediction, truth, { shape: [512, 512], spacing: [0.7, 0.7] });
 * hausdorff(distances); // { value: 12.4, unit: 'mm' }
 * hausdorff(distances, { percentile: 95 });
 * averageSymmetricSurfaceDistance(distances);
 */
export function maskDistances(
  prediction: LabelArray,
  truth: LabelArray,
  options: MaskDistancesOptions,
): MaskDistances {
  const names = { shape: 1, spacing: 1, label: 1, on: 1, connectivity: 1 } as const;
  const { on = 'boundary' } = checkOptions('maskDistances', options, names);
  if (on !== 'boundary' && on !== 'region') {
    throw new MetricsError('invalid-argument', `on is ${String(on)}. It must be 'boundary' or 'region'.`);
  }
  const geometry = checkGeometry(options);
  const { dimensions, unit, diagonal } = geometry;
  const offsets = neighbors(options.connectivity ?? (dimensions === 2 ? 4 : 6), dimensions);
  checkSameLength(prediction, truth);
  const masks = [
    binaryMask(prediction, geometry, options, 'prediction'),
    binaryMask(truth, geometry, options, 'truth'),
  ] as const;
  const empty = emptiness(masks[0].count, masks[1].count);
  const base = { on, unit, empty, diagonal };
  if (empty !== 'none') return { ...base, toTruth: new Float64Array(0), toPrediction: new Float64Array(0) };

  const box = unionBox(masks[0].box, masks[1].box);
  const size = boxSize(box);
  const [predicted, actual] = masks.map((mask) => {
    const region = regionSites(mask, geometry.size, box);
    return on === 'region' ? region : boundarySites(region, size, offsets);
  });
  const distances = directedDistances(size, geometry.spacing);
  return { ...base, toTruth: distances(predicted, actual), toPrediction: distances(actual, predicted) };
}

/** Both directions use one buffer for the distance transform, the largest allocation of all. */
function directedDistances(size: Size, spacing: Size): (from: SiteCrop, to: SiteCrop) => Float64Array {
  // With one spacing for all axes, squared distances are counted in whole pixels: exact, also in float32.
  const axes = [0, 1, 2].filter((axis) => size[axis] > 1);
  const isotropic = axes.every((axis) => spacing[axis] === spacing[axes[0]]);
  const scale = isotropic && axes.length > 0 ? spacing[axes[0]] : 1;
  const steps: Size = isotropic ? [1, 1, 1] : spacing;
  const length = size[0] * size[1] * size[2];
  const exactInFloat32 = isotropic && size[0] ** 2 + size[1] ** 2 + size[2] ** 2 < 2 ** 24;
  const scratch = exactInFloat32 ? new Float32Array(length) : new Float64Array(length);
  return (from, to) => {
    const distances = squaredDistancesAt(from.sites, to.mask, size, steps, scratch);
    for (let i = 0; i < distances.length; i++) distances[i] = scale * Math.sqrt(distances[i]);
    return distances;
  };
}

/** @throws {MetricsError} `invalid-argument` unless this has the parts of distances */
export function checkDistances(distances: MaskDistances): void {
  const areDistances = ArrayBuffer.isView(distances?.toTruth) && ArrayBuffer.isView(distances.toPrediction);
  check(
    areDistances,
    'The distances',
    distances,
    'they are what maskDistances(prediction, truth, options) returns',
  );
}

/** @throws {MetricsError} `invalid-argument` for distances between regions, whose inner pixels would all count as 0 */
export function checkBoundary(distances: MaskDistances, what: string): void {
  checkDistances(distances);
  if (distances.on !== 'boundary') {
    throw new MetricsError(
      'invalid-argument',
      `${what} is defined between boundaries, these distances are between regions. Measure with on: 'boundary'.`,
    );
  }
}
