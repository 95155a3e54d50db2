/** What the units of a row (its folds and seeds) add up to. */
import { bootstrapMean, type PaperFigure, summarize } from '@miniseg/metrics';
import { FIGURES } from '../scores/figures.js';

export type Figures = Partial<Record<PaperFigure, number>>;

/** One training that was scored. */
export interface Unit {
  fold: number;
  seed: number;
  /** Steps of the optimizer that it really took. */
  steps: number;
  seconds: number;
  figures: Figures;
  /** Of each validation slice. */
  cases: readonly { id: string; figures: Figures }[];
}

export interface Interval {
  mean: number;
  /** Of 95 %; absent where there is but one value. */
  low?: number;
  high?: number;
}

/**
 * Means are over units, as a unit's mIoU is of one confusion matrix. The interval over slices resamples the slices, each
 * with its mean over seeds; mIoU has none, because it is no mean over slices. The interval over seeds resamples the means of
 * the seeds.
 */
export function summarizeUnits(
  units: readonly Unit[],
): Record<'slices' | 'seeds', Partial<Record<PaperFigure, Interval>>> {
  const slices: Partial<Record<PaperFigure, Interval>> = {};
  const seeds: Partial<Record<PaperFigure, Interval>> = {};
  for (const figure of FIGURES) {
    const { mean } = summarize(units.map(({ figures }) => figures[figure]));
    if (mean === undefined) continue;
    slices[figure] = { mean, ...(figure === 'mIoU' ? {} : bounds(bySlice(units, figure))) };
    seeds[figure] = { mean, ...bounds(bySeed(units, figure)) };
  }
  return { slices, seeds };
}

function bounds(values: readonly number[]): Partial<Pick<Interval, 'low' | 'high'>> {
  const interval = values.length > 1 ? bootstrapMean(values) : undefined;
  return interval ? { low: interval.low, high: interval.high } : {};
}

function bySlice(units: readonly Unit[], figure: PaperFigure): number[] {
  const values = new Map<string, number[]>();
  for (const { fold, cases } of units) {
    for (const { id, figures } of cases) {
      const value = figures[figure];
      if (value !== undefined) values.set(`${fold} ${id}`, [...(values.get(`${fold} ${id}`) ?? []), value]);
    }
  }
  return [...values.values()].map(meanOf);
}

function bySeed(units: readonly Unit[], figure: PaperFigure): number[] {
  const seeds = [...new Set(units.map(({ seed }) => seed))];
  return seeds.flatMap((seed) => {
    const own = units.flatMap((unit) =>
      unit.seed === seed && unit.figures[figure] !== undefined ? [unit.figures[figure] as number] : [],
    );
    return own.length > 0 ? [meanOf(own)] : [];
  });
}

const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
