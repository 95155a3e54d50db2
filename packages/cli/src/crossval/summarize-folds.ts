/** Mean and standard deviation of the figures over folds. */
import { type PaperFigure, summarize } from '@miniseg/metrics';

const FIGURES: readonly PaperFigure[] = ['mIoU', 'SEN', 'SPC', 'DSC', 'HD'];

export interface FoldScores extends Partial<Record<PaperFigure, number | undefined>> {
  /** From 1. */
  fold: number;
  /** Whose weights were scored. */
  epoch: number;
}

type Figures = Partial<Record<PaperFigure, number | undefined>>;

/** The deviation has the divisor n - 1; a figure that a fold does not have is left out. */
export function summarizeFolds(scores: readonly FoldScores[]): { mean: Figures; deviation: Figures } {
  const mean: Figures = {};
  const deviation: Figures = {};
  for (const figure of FIGURES) {
    const summary = summarize(scores.map((fold) => fold[figure]));
    mean[figure] = summary.mean;
    deviation[figure] = summary.sd;
  }
  return { mean, deviation };
}

/** Head, folds, mean and deviation as rows of text. */
export function foldTable(scores: readonly FoldScores[]): string[][] {
  const show = (figure: PaperFigure, value: number | undefined) =>
    value === undefined ? '-' : value.toFixed(figure === 'HD' ? 2 : 4);
  const row = (name: string, epoch: string, figures: Figures) => [
    name,
    epoch,
    ...FIGURES.map((figure) => show(figure, figures[figure])),
  ];
  const { mean, deviation } = summarizeFolds(scores);
  return [
    ['fold', 'epoch', ...FIGURES.map((figure) => (figure === 'HD' ? 'HD (px)' : figure))],
    ...scores.map(({ fold, epoch, ...figures }) => row(String(fold), String(epoch), figures)),
    row('mean', '', mean),
    row('deviation', '', deviation),
  ];
}
