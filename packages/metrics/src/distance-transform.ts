/** The Euclidean distance transform of a mask, in 2-D and 3-D, exact and anisotropic. */

import { binaryMask, type MaskOptions } from './binary-mask.js';
import { checkOptions } from './check-options.js';
import { MetricsError } from './errors.js';
import { checkGeometry, type GeometryOptions, type Unit } from './geometry.js';
import type { LabelArray } from './labels.js';
import { type DistanceArray, squaredDistances } from './squared-distances.js';

/** Options of `distanceTransform`. */
export interface DistanceTransformOptions extends GeometryOptions, MaskOptions {
  /**
   * Distance to the nearest pixel of what. `'background'` (default, as SciPy's `distance_transform_edt`) is 0 outside
   * the mask and grows inwards; `'foreground'` is 0 inside and grows outwards.
   */
  to?: 'background' | 'foreground';
  /** Leave out the square root. Default false. */
  squared?: boolean;
  /**
   * Default `'float32'`: exact for squared distances in pixels below 2^24 (4,096 pixels), else to 7 digits.
   * `'float64'` takes twice the memory.
   */
  precision?: 'float32' | 'float64';
}

/** The distance of every pixel. */
export interface DistanceMap {
  /** One distance per pixel, in the order of the mask. Infinity everywhere when there is no pixel to measure to. */
  data: DistanceArray;
  /** The unit of the distances. With `squared` the values are in the square of this unit. */
  unit: Unit;
}

/**
 * The distance from every pixel center to the nearest background (or foreground) pixel center, in time linear in the
 * number of pixels. Beyond the border of the image there is nothing: it is neither foreground nor background.
 *
 * Takes 4 bytes per pixel beyond the input (float32), and one more where the mask is no Uint8Array of zeros and ones.
 *
 * @throws {MetricsError} `bad-shape`, `invalid-argument`, `shape-mismatch`, `not-binary`, `nan` or `not-integer`
 *
 * @example
 * distanceTransform([0, 1, 1, 1], { shape: [1, 4] }).data; // Float32Array [0, 1, 2, 3]
 * distanceTransform([0, 1, 1, 1], { shape: [1, 4], spacing: [1, 0.5] }); // { data: [0, 0.5, 1, 1.5], unit: 'mm' }
 */
export function distanceTransform(mask: LabelArray, options: DistanceTransformOptions): DistanceMap {
  const names = { shape: 1, spacing: 1, label: 1, to: 1, squared: 1, precision: 1 } as const;
  checkOptions('distanceTransform', options, names);
  const { to = 'background', squared = false, precision = 'float32' } = options;
  if (to !== 'background' && to !== 'foreground') {
    throw new MetricsError(
      'invalid-argument',
      `to is ${String(to)}. It must be 'background' or 'foreground'.`,
    );
  }
  if (precision !== 'float32' && precision !== 'float64') {
    throw new MetricsError(
      'invalid-argument',
      `precision is ${String(precision)}. It must be 'float32' or 'float64'.`,
    );
  }
  const geometry = checkGeometry(options);
  const { data: sites, box } = binaryMask(mask, geometry, options, 'mask');
  const data =
    precision === 'float32' ? new Float32Array(geometry.length) : new Float64Array(geometry.length);
  const root = !squared;
  // Background is 0 already, and most of an image is that.
  if (to === 'background') squaredDistances(sites, 0, geometry.size, geometry.spacing, data, { box, root });
  else squaredDistances(sites, 1, geometry.size, geometry.spacing, data, { root });
  return { data, unit: geometry.unit };
}
