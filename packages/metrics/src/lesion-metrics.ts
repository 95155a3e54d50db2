/** Figures per lesion instead of per pixel: how many were found, counted and measured right. */

import { binaryMask, type MaskOptions } from './binary-mask.js';
import { checkOptions } from './check-options.js';
import { type Components, componentsOf } from './connected-components.js';
import { MetricsError } from './errors.js';
import { checkGeometry, type GeometryOptions } from './geometry.js';
import { checkSameLength, type LabelArray } from './labels.js';
import type { Connectivity } from './neighborhood.js';

/**
 * When a true lesion counts as detected (and a predicted one as right):
 * - `'any'`: it shares a pixel with the other mask
 * - `{ coverage }`: at least this share of its pixels lies in the other mask
 * - `{ iou }`: its intersection over union with some lesion of the other mask is at least this
 */
export type LesionCriterion = 'any' | { coverage: number } | { iou: number };

/** Options of `lesionMetrics`. */
export interface LesionMetricsOptions extends GeometryOptions, MaskOptions {
  /** Which pixels belong to one lesion. Default 8 in 2-D and 26 in 3-D. */
  connectivity?: Connectivity;
  /** Default `'any'`. */
  criterion?: LesionCriterion;
}

/** Areas (2-D) in px or mm², volumes (3-D) in px (voxels) or mm³. */
export type SizeUnit = 'px' | 'mm²' | 'mm³';

/** One connected lesion of a mask. Sizes are in the unit of the result. */
export interface Lesion {
  /** Number of its component, in scan order from 1. */
  component: number;
  size: number;
  /** Part of the size that lies in the other mask. */
  overlap: number;
  /** Best intersection over union with a lesion of the other mask; 0 without one. */
  iou: number;
  /** Whether it meets the criterion. */
  matched: boolean;
}

/** What `lesionMetrics` returns. Sizes are in `unit`. */
export interface LesionMetrics {
  /** True lesions and how many of them were detected. */
  truthCount: number;
  detected: number;
  /** Predicted lesions and how many of them are right. */
  predictionCount: number;
  correct: number;
  /** detected / truthCount; undefined without a true lesion. */
  detectionRate: number | undefined;
  /** correct / predictionCount; undefined without a predicted lesion. */
  precision: number | undefined;
  /** Predicted lesions that meet no true one. */
  falsePositives: number;
  /** predictionCount - truthCount: positive when too many were predicted. */
  countError: number;
  truthSize: number;
  predictionSize: number;
  /** predictionSize - truthSize: positive when too much was predicted. */
  sizeError: number;
  /** sizeError / truthSize; undefined without a true lesion. */
  relativeSizeError: number | undefined;
  unit: SizeUnit;
  truthLesions: Lesion[];
  predictedLesions: Lesion[];
}

/**
 * Splits both masks into connected lesions and compares them.
 *
 * @throws {MetricsError} `bad-shape`, `invalid-argument`, `shape-mismatch`, `not-binary`, `nan` or `not-integer`
 *
 * @example
 * const { detectionRate, countError, sizeError } = lesionMetrics(prediction, truth, { shape: [512, 512] });
 */
export function lesionMetrics(
  prediction: LabelArray,
  truth: LabelArray,
  options: LesionMetricsOptions,
): LesionMetrics {
  const names = { shape: 1, spacing: 1, label: 1, connectivity: 1, criterion: 1 } as const;
  checkOptions('lesionMetrics', options, names);
  const geometry = checkGeometry(options);
  const matches = matcher(options.criterion ?? 'any');
  checkSameLength(prediction, truth);
  const [predicted, actual] = [
    binaryMask(prediction, geometry, options, 'prediction'),
    binaryMask(truth, geometry, options, 'truth'),
  ].map(({ data }) => componentsOf(data, geometry, options.connectivity));
  const overlaps = countOverlaps(predicted, actual);
  const [sz, sy, sx] = geometry.spacing;
  const pixelSize = sz * sy * sx;

  const truthLesions = lesionsOf(actual, predicted, overlaps, (pair) => [pair.truth, pair.prediction]);
  const predictedLesions = lesionsOf(predicted, actual, overlaps, (pair) => [pair.prediction, pair.truth]);
  const detected = truthLesions.filter(({ matched }) => matched).length;
  const correct = predictedLesions.filter(({ matched }) => matched).length;
  const truthSize = total(actual) * pixelSize;
  const predictionSize = total(predicted) * pixelSize;
  const ratio = (part: number, whole: number) => (whole === 0 ? undefined : part / whole);
  return {
    truthCount: actual.count,
    detected,
    predictionCount: predicted.count,
    correct,
    detectionRate: ratio(detected, actual.count),
    precision: ratio(correct, predicted.count),
    falsePositives: predicted.count - correct,
    countError: predicted.count - actual.count,
    truthSize,
    predictionSize,
    sizeError: predictionSize - truthSize,
    relativeSizeError: ratio(predictionSize - truthSize, truthSize),
    unit: geometry.unit === 'px' ? 'px' : geometry.dimensions === 2 ? 'mm²' : 'mm³',
    truthLesions,
    predictedLesions,
  };

  function lesionsOf(
    own: Components,
    other: Components,
    pairs: readonly Overlap[],
    sides: (pair: Overlap) => [own: number, other: number],
  ): Lesion[] {
    const pixels = new Array<number>(own.count).fill(0);
    const best = new Array<number>(own.count).fill(0);
    for (const pair of pairs) {
      const [mine, theirs] = sides(pair);
      const union = own.sizes[mine - 1] + other.sizes[theirs - 1] - pair.pixels;
      pixels[mine - 1] += pair.pixels;
      best[mine - 1] = Math.max(best[mine - 1], pair.pixels / union);
    }
    return own.sizes.map((size, i) => ({
      component: i + 1,
      size: size * pixelSize,
      overlap: pixels[i] * pixelSize,
      iou: best[i],
      matched: matches(pixels[i] / size, best[i]),
    }));
  }
}

interface Overlap {
  prediction: number;
  truth: number;
  pixels: number;
}

function countOverlaps(predicted: Components, actual: Components): Overlap[] {
  const pixels = new Map<number, number>();
  const rows = actual.count + 1;
  for (let i = 0; i < actual.labels.length; i++) {
    if (actual.labels[i] === 0 || predicted.labels[i] === 0) continue;
    const key = predicted.labels[i] * rows + actual.labels[i];
    pixels.set(key, (pixels.get(key) ?? 0) + 1);
  }
  return [...pixels].map(([key, count]) => ({
    prediction: Math.floor(key / rows),
    truth: key % rows,
    pixels: count,
  }));
}

function total({ sizes }: Components): number {
  return sizes.reduce((sum, size) => sum + size, 0);
}

function matcher(criterion: LesionCriterion): (coverage: number, iou: number) => boolean {
  if (criterion === 'any') return (coverage) => coverage > 0;
  const [name, least] = Object.entries(criterion ?? {})[0] ?? [];
  if ((name !== 'coverage' && name !== 'iou') || !(least > 0 && least <= 1)) {
    throw new MetricsError(
      'invalid-argument',
      `criterion is ${JSON.stringify(criterion)}. It must be 'any', { coverage } or { iou }, with a number above 0 ` +
        'and at most 1.',
    );
  }
  return name === 'coverage' ? (coverage) => coverage >= least : (_coverage, iou) => iou >= least;
}
