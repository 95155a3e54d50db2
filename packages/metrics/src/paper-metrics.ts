/** The paper's five figures over a data set: mIoU, SEN, SPC, DSC and HD. */

import type { BootstrapOptions } from './bootstrap.js';
import { check, checkOptions } from './check-options.js';
import { iou } from './class-scores.js';
import { ConfusionCounts } from './confusion-counts.js';
import type { Emptiness } from './empty-policy.js';
import { MetricsError } from './errors.js';
import { emptyReason, type Figure, type Reason } from './figure.js';
import {
  type CaseFigure,
  caseFigures,
  type PaperCase,
  type PaperCaseResult,
  type PaperOptions,
  type PaperProtocol,
  paperCase,
} from './paper-case.js';
import { type Summary, summarize } from './summarize.js';

/** The five figures of the paper. */
export type PaperFigure = 'mIoU' | CaseFigure;

/** Options of `paperMetrics` and `PaperMetrics`. */
export interface PaperMetricsOptions extends PaperOptions {
  /** Adds a confidence interval of the mean to the summaries of SEN, SPC, DSC and HD. */
  bootstrap?: BootstrapOptions;
}

/** A figure without a value of its own. */
export interface PaperRemark {
  /** The case; null for mIoU, which is of all cases together. */
  id: string | null;
  figure: PaperFigure;
  reason: Reason;
}

/** What `paperMetrics` returns. Ratios lie between 0 and 1; HD is in pixels, or in mm where a spacing is given. */
export interface PaperMetricsResult {
  protocol: PaperProtocol;
  /** mIoU from one confusion matrix of all cases; the others are means over the cases that have them. */
  mean: Record<PaperFigure, number | undefined>;
  /** How many cases each mean rests on. */
  used: Record<PaperFigure, number>;
  /** Distribution over the cases. */
  summary: Record<CaseFigure, Summary>;
  cases: PaperCaseResult[];
  /** Figures that were left out of the means, and why. */
  undefined: PaperRemark[];
  /** Figures whose value comes from the empty-mask policy, and why. */
  replaced: (PaperRemark & { value: number })[];
  /** The confusion counts of all cases together: class 0 is background, class 1 foreground. */
  counts: ConfusionCounts;
}

/**
 * The streaming form of `paperMetrics`: each case is scored when it is added, and its pixels are not kept.
 *
 * @example
 * const metrics = new PaperMetrics({ protocol: 'reference' });
 * for (const name of names) metrics.add({ id: name, ...(await load(name)) });
 * metrics.result().mean; // { mIoU, SEN, SPC, DSC, HD }
 */
export class PaperMetrics {
  readonly #options: PaperMetricsOptions;
  readonly #cases = new Map<string, PaperCaseResult>();

  constructor(options: PaperMetricsOptions = {}) {
    this.#options = checkOptions('PaperMetrics', options, {
      label: 1,
      protocol: 1,
      spacing: 1,
      empty: 1,
      ignore: 1,
      bootstrap: 1,
    });
  }

  /** @throws {MetricsError} what `paperCase` throws, or `duplicate-case`; nothing is added then */
  add(input: PaperCase): PaperCaseResult {
    check(typeof input === 'object' && input, 'The case', input, 'it is { id, prediction, truth, shape }');
    const id = input.id ?? String(this.#cases.size + 1);
    const result = paperCase({ ...input, id }, this.#options);
    this.addResult(result);
    return result;
  }

  /** Adds what `paperCase` returned elsewhere, for instance in a worker, with the same options. */
  addResult(result: PaperCaseResult): this {
    check(typeof result === 'object' && result?.unit, 'The result', result, 'it is what paperCase returns');
    const { id, unit } = result;
    if (this.#cases.has(id)) {
      throw new MetricsError(
        'duplicate-case',
        `There are two cases ${id}. Give every case an id of its own.`,
      );
    }
    const [first] = this.#cases.values();
    if (first && first.unit !== unit) {
      throw new MetricsError(
        'mixed-units',
        `Case ${id} is measured in ${unit}, case ${first.id} in ${first.unit}. Give a spacing for every case or for none.`,
      );
    }
    this.#cases.set(id, result);
    return this;
  }

  result(): PaperMetricsResult {
    const cases = [...this.#cases.values()];
    const { protocol = 'paper', bootstrap } = this.#options;
    const counts = new ConfusionCounts({ classes: 2 });
    for (const { TP, FP, FN, TN } of cases) {
      counts.merge(ConfusionCounts.from({ classes: 2, matrix: [TN, FP, FN, TP] }));
    }
    // A mean over one class alone would pass for a mean over two.
    const perClass = iou(counts, { reduction: 'none' });
    const mIoU = perClass.includes(undefined) ? undefined : iou(counts);
    const figures = <Value>(of: (figure: CaseFigure) => Value) =>
      Object.fromEntries(caseFigures.map((figure) => [figure, of(figure)])) as Record<CaseFigure, Value>;
    const summary = figures((figure) =>
      summarize(
        cases.map((result) => caseFigure(result, figure)),
        { bootstrap },
      ),
    );
    const remarks = cases.flatMap((result) =>
      caseFigures.flatMap((figure) => {
        const { value, reason } = caseFigure(result, figure);
        return reason ? [{ id: result.id, figure, reason, value }] : [];
      }),
    );
    return {
      protocol,
      mean: { mIoU, ...figures((figure) => summary[figure].mean) },
      used: { mIoU: mIoU === undefined ? 0 : cases.length, ...figures((figure) => summary[figure].used) },
      summary,
      cases,
      undefined: [
        ...(mIoU === undefined ? [{ id: null, figure: 'mIoU', reason: 'class-absent' } as const] : []),
        ...remarks.filter(({ value }) => value === undefined).map(({ value: _, ...remark }) => remark),
      ],
      replaced: remarks.filter(
        (remark): remark is typeof remark & { value: number } => remark.value !== undefined,
      ),
      counts,
    };
  }
}

/** A figure of a case, with the reason if it has no value of its own. */
function caseFigure(result: PaperCaseResult, figure: CaseFigure): Figure {
  const value = result[figure];
  const unit = figure === 'HD' ? { unit: result.unit } : {};
  if (value !== undefined && !result.replaced.includes(figure)) return { value, ...unit };
  // SPC alone never lacks a value for want of foreground, but for want of background in the truth.
  const full = result.empty === 'none' || (figure === 'SPC' && value === undefined);
  return {
    value,
    ...unit,
    reason: full ? 'truth-full' : emptyReason(result.empty as Exclude<Emptiness, 'none'>),
  };
}

/**
 * mIoU, SEN, SPC, DSC and HD of a data set (paper, section IV-A).
 *
 * Both protocols take mIoU from one confusion matrix over all cases, as the mean of background and foreground, and
 * the other four as means over the cases. The paper does not say how it averages; this is what the reference does.
 *
 * @param cases any iterable; each is scored before the next is asked for
 * @throws {MetricsError} what `paperCase` throws, `duplicate-case` or `mixed-units`
 *
 * @example
 * const { mean, cases, undefined: missing } = paperMetrics(
 *   [{ id: 'slice-1', prediction, truth, shape: [512, 512] }],
 *   { protocol: 'reference' },
 * );
 */
export function paperMetrics(
  cases: Iterable<PaperCase>,
  options: PaperMetricsOptions = {},
): PaperMetricsResult {
  const metrics = new PaperMetrics(options);
  check(
    typeof cases === 'object' && cases?.[Symbol.iterator],
    'The cases',
    cases,
    'they are an array or another iterable',
  );
  for (const item of cases) metrics.add(item);
  return metrics.result();
}
