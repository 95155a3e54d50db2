/** The paper's figures of one image: SEN, SPC, DSC and HD, eq. (20)-(23). */

import { binaryMask, type MaskOptions } from './binary-mask.js';
import { check, checkOptions } from './check-options.js';
import { dice, sensitivity, specificity } from './class-scores.js';
import { confusion } from './confusion.js';
import { type Emptiness, type EmptyPolicy, emptyValue } from './empty-policy.js';
import { MetricsError } from './errors.js';
import { checkGeometry, type Shape, type Spacing, type Unit } from './geometry.js';
import { hausdorff } from './hausdorff.js';
import { checkLabelArray, checkSameLength, integerLabels, type LabelArray } from './labels.js';
import { maskDistances } from './mask-distances.js';

/**
 * - `'paper'`: the equations of the paper, eq. (22) without its misprint; HD between the boundaries ("curves")
 * - `'reference'`: the evaluation published with the reference implementation; HD between the foreground regions, and
 *   an image whose prediction is empty scores 0 in SEN, SPC, DSC and HD
 */
export type PaperProtocol = 'paper' | 'reference';

/** The figures that every image has; mIoU is of all images together. */
export type CaseFigure = 'SEN' | 'SPC' | 'DSC' | 'HD';

export const caseFigures: readonly CaseFigure[] = ['SEN', 'SPC', 'DSC', 'HD'];

/** One image to be scored. */
export interface PaperCase {
  /** Names the case in results, for instance its file. Default: its number, from 1. */
  id?: string;
  /** A mask (0 and one other value), or labels with the option `label`. */
  prediction: LabelArray;
  truth: LabelArray;
  shape: Shape;
  /** Overrides the spacing of the options. */
  spacing?: Spacing;
}

/** Options of `paperCase`. */
export interface PaperOptions extends MaskOptions {
  /** Default `'paper'`. */
  protocol?: PaperProtocol;
  /** In mm, order as the axes. Default: none, HD is in pixels (as all published figures of MiniSeg are). */
  spacing?: Spacing;
  /** What empty masks give. Default: `'exclude'` for the paper's protocol, `'reference'` for the reference's. */
  empty?: EmptyPolicy;
  /**
   * A label of the truth, often 255, whose pixels count nowhere: not in TP, FP, FN and TN, and in neither mask of HD.
   * Default: none.
   */
  ignore?: number;
}

/** The figures of one image: plain data, which a worker can send. */
export interface PaperCaseResult {
  id: string;
  /** Ratios from 0 to 1 (the paper prints percent). Undefined where a figure has no value. */
  SEN: number | undefined;
  SPC: number | undefined;
  DSC: number | undefined;
  HD: number | undefined;
  /** The unit of HD. */
  unit: Unit;
  TP: number;
  FP: number;
  FN: number;
  TN: number;
  /** Which mask has no foreground. */
  empty: Emptiness;
  /** The figures whose value comes from the empty-mask policy. */
  replaced: CaseFigure[];
}

// Which emptiness leaves which figure without a value. SPC is missing only where the truth has no background.
const undefinedWhen: Record<CaseFigure, readonly Emptiness[]> = {
  SEN: ['both', 'truth'],
  SPC: [],
  DSC: ['both'],
  HD: ['both', 'prediction', 'truth'],
};

/**
 * Scores one image. The result is a small plain object, so that workers can score and send it to a `PaperMetrics`.
 * It takes the options of that `PaperMetrics` as they are; `bootstrap`, which is about all cases, does nothing here.
 *
 * @throws {MetricsError} `bad-shape`, `invalid-argument`, `shape-mismatch`, `not-binary`, `nan`, `not-integer`, or
 * `empty-mask` under that policy; the message starts with the id
 *
 * @example
 * paperCase({ id: 'a', prediction: [0, 1, 1, 0], truth: [0, 1, 0, 0], shape: [2, 2] }).DSC; // 0.666...
 */
export function paperCase(input: PaperCase, options: PaperOptions = {}): PaperCaseResult {
  const names = { label: 1, protocol: 1, spacing: 1, empty: 1, ignore: 1, bootstrap: 1 } as const;
  checkOptions<PaperOptions & { bootstrap?: unknown }>('paperCase', options, names);
  checkOptions('a case', input, { id: 1, prediction: 1, truth: 1, shape: 1, spacing: 1 });
  const id = input.id ?? '1';
  try {
    return measure(id, input, options);
  } catch (error) {
    if (MetricsError.isInstance(error)) throw new MetricsError(error.code, `Case ${id}: ${error.message}`);
    throw error;
  }
}

function measure(id: string, input: PaperCase, options: PaperOptions): PaperCaseResult {
  const { protocol = 'paper', label, ignore } = options;
  if (protocol !== 'paper' && protocol !== 'reference') {
    throw new MetricsError(
      'invalid-argument',
      `protocol is ${String(protocol)}. It must be 'paper' or 'reference'.`,
    );
  }
  const policy = options.empty ?? (protocol === 'reference' ? 'reference' : 'exclude');
  const { shape, spacing = options.spacing } = input;
  const geometry = checkGeometry({ shape, spacing });
  checkSameLength(input.prediction, input.truth);
  const seen = ignore === undefined ? { ...input, ignored: 0 } : withoutIgnored(input, ignore);
  const prediction = binaryMask(seen.prediction, geometry, { label }, 'prediction').data;
  const truth = binaryMask(seen.truth, geometry, { label }, 'truth').data;

  const counts = confusion(prediction, truth, { classes: 2 });
  // Ignored pixels are background in both masks, and no right answer.
  counts.matrix[0] -= seen.ignored;
  const { tp: TP, fp: FP, fn: FN, tn: TN } = counts.of(1);
  const on = protocol === 'paper' ? 'boundary' : 'region';
  const distances = maskDistances(prediction, truth, { shape, spacing, on });
  const { empty, unit, diagonal } = distances;
  const foreground = { only: [1] };
  const measured: Record<CaseFigure, number | undefined> = {
    SEN: sensitivity(counts, foreground),
    SPC: specificity(counts, foreground),
    DSC: dice(counts, foreground),
    HD: hausdorff(distances).value,
  };
  const figures = { ...measured };
  if (empty !== 'none') {
    for (const figure of caseFigures) {
      const extremes = figure === 'HD' ? { best: 0, worst: diagonal } : { best: 1, worst: 0 };
      // The reference sets all figures of an empty prediction to 0, those that could be measured too.
      if (policy === 'reference' && empty !== 'truth') figures[figure] = 0;
      else if (undefinedWhen[figure].includes(empty))
        figures[figure] = emptyValue(empty, policy, extremes, figure);
    }
  }
  const replaced = caseFigures.filter((figure) => figures[figure] !== measured[figure]);
  return { id, ...figures, unit, TP, FP, FN, TN, empty, replaced };
}

function checked(labels: LabelArray, what: string): Uint8Array | Int32Array {
  checkLabelArray(labels, what);
  return integerLabels(labels, what);
}

/** Both label arrays with background where the truth is `ignore`, and the number of such pixels. */
function withoutIgnored({ prediction, truth }: PaperCase, ignore: number) {
  check(Number.isInteger(ignore) && ignore !== 0, 'ignore', ignore, 'it is an integer label other than 0');
  const known = {
    prediction: Int32Array.from(checked(prediction, 'prediction')),
    truth: Int32Array.from(checked(truth, 'truth')),
  };
  let ignored = 0;
  for (let pixel = 0; pixel < known.truth.length; pixel++) {
    if (known.truth[pixel] !== ignore) continue;
    known.prediction[pixel] = 0;
    known.truth[pixel] = 0;
    ignored++;
  }
  return { ...known, ignored };
}
