/** The paper's figures of labels of any number of classes, over a data set. */
import { check, checkOptions } from './check-options.js';
import { iou } from './class-scores.js';
import { ConfusionCounts } from './confusion-counts.js';
import {
  type CaseFigure,
  caseFigures,
  type PaperCase,
  type PaperCaseResult,
  type PaperProtocol,
  paperCase,
} from './paper-case.js';
import {
  type PaperFigure,
  PaperMetrics,
  type PaperMetricsOptions,
  type PaperMetricsResult,
  type PaperRemark,
} from './paper-metrics.js';

/** What is scored, and by which protocol. */
export interface LabelMetricsOptions extends Omit<PaperMetricsOptions, 'label'> {
  /** Number of classes, at least 2. Labels are 0 (background) to classes - 1. */
  classes: number;
  /** The classes that are scored, each against the rest. Default: all but 0. */
  labels?: readonly number[];
}

/** The figures of one class in one case. */
export type LabelCaseResult = PaperCaseResult & { label: number };
/** A figure of one class without a value of its own. */
export type LabelRemark = PaperRemark & { label: number };

/** The figures of a data set, over the classes and of each. */
export interface LabelMetricsResult {
  protocol: PaperProtocol;
  /**
   * mIoU from one confusion matrix of all cases, as the mean over the classes that occur, background among them;
   * undefined where fewer than two occur. SEN, SPC, DSC, HD: means over the scored classes of their means over the cases.
   */
  mean: Record<PaperFigure, number | undefined>;
  /** How many values the means rest on: figures of cases, summed over the scored classes. */
  used: Record<PaperFigure, number>;
  /** Every scored class against the rest. */
  classes: Record<number, PaperMetricsResult>;
  /** All cases of the first scored class, then those of the next. */
  cases: LabelCaseResult[];
  /** Figures that were left out of the means, and why. */
  undefined: (PaperRemark & { label?: number })[];
  /** Figures whose value comes from the empty-mask policy, and why. */
  replaced: (LabelRemark & { value: number })[];
  /** Of all cases and classes, without ignored pixels. */
  counts: ConfusionCounts;
}

/**
 * Scores label maps case by case, and lets their pixels go. For two classes the figures are those of `PaperMetrics`.
 *
 * @example
 * const metrics = new LabelMetrics({ classes: 3, ignore: 255, protocol: 'reference' });
 * for (const name of names) metrics.add({ id: name, ...(await load(name)) });
 * metrics.result().mean; // { mIoU, SEN, SPC, DSC, HD }
 */
export class LabelMetrics {
  private readonly counts: ConfusionCounts;
  private readonly metrics: ReadonlyMap<number, PaperMetrics>;
  private readonly options: PaperMetricsOptions;
  private size = 0;

  /** @throws {MetricsError} `invalid-argument`, or `label-range` for a label that is no class */
  constructor(settings: LabelMetricsOptions) {
    const { classes, labels, ...options } = checkOptions('LabelMetrics', settings, {
      classes: 1,
      labels: 1,
      protocol: 1,
      spacing: 1,
      empty: 1,
      ignore: 1,
      bootstrap: 1,
    });
    this.counts = new ConfusionCounts({ classes, ignore: options.ignore });
    const scored = labels ?? Array.from({ length: classes - 1 }, (_, i) => i + 1);
    check(Array.isArray(scored) && scored.length > 0, 'labels', labels, 'it is an array of classes to score');
    // Throws for labels that are no classes.
    for (const label of scored) this.counts.of(label);
    this.metrics = new Map(scored.map((label) => [label, new PaperMetrics({ ...options, label })]));
    this.options = options;
  }

  /**
   * @returns The case's figures, by class
   * @throws {MetricsError} what `paperCase` throws, `label-range` for labels that are no class, or `duplicate-case`
   */
  add(input: PaperCase): Record<number, PaperCaseResult> {
    check(typeof input === 'object' && input, 'The case', input, 'it is { id, prediction, truth, shape }');
    const id = input.id ?? String(this.size + 1);
    // All that can be refused comes before anything is kept.
    const { classes, ignore } = this.counts;
    const counts = new ConfusionCounts({ classes, ignore }).add(input.prediction, input.truth);
    const results = [...this.metrics.keys()].map(
      (label) => [label, paperCase({ ...input, id }, { ...this.options, label })] as const,
    );
    for (const [label, result] of results) this.metrics.get(label)?.addResult(result);
    this.counts.merge(counts);
    this.size++;
    return Object.fromEntries(results);
  }

  result(): LabelMetricsResult {
    const { counts } = this;
    const results = [...this.metrics].map(([label, metrics]) => [label, metrics.result()] as const);
    const figures = <Value>(of: (figure: CaseFigure) => Value) =>
      Object.fromEntries(caseFigures.map((figure) => [figure, of(figure)])) as Record<CaseFigure, Value>;
    const present = iou(counts, { reduction: 'none' }).filter((value) => value !== undefined);
    const mIoU = present.length < 2 ? undefined : iou(counts);
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    const each = (figure: CaseFigure) =>
      results.map(([, { mean }]) => mean[figure]).filter((value) => value !== undefined);
    const labeled = <Item extends object>(of: (result: PaperMetricsResult) => readonly Item[]) =>
      results.flatMap(([label, result]) => of(result).map((item) => ({ ...item, label })));
    return {
      protocol: this.options.protocol ?? 'paper',
      mean: {
        mIoU,
        ...figures((figure) => {
          const values = each(figure);
          return values.length > 0 ? sum(values) / values.length : undefined;
        }),
      },
      used: {
        mIoU: mIoU === undefined ? 0 : results[0][1].cases.length,
        ...figures((figure) => sum(results.map(([, { used }]) => used[figure]))),
      },
      classes: Object.fromEntries(results),
      cases: labeled(({ cases }) => cases),
      undefined: [
        ...(mIoU === undefined ? [{ id: null, figure: 'mIoU', reason: 'class-absent' } as const] : []),
        ...labeled((result) => result.undefined.filter(({ figure }) => figure !== 'mIoU')),
      ],
      replaced: labeled(({ replaced }) => replaced),
      counts,
    };
  }
}
