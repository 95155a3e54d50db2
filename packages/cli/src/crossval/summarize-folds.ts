/** Figures of folds, their mean and their standard deviation. */
import { type PaperFigure, summarize } from '@miniseg/metrics';
import { FIGURES, figureHead, formatFigure } from '../scores/figures.js';
import type { RunResult } from '../train/folder/run-record.js';

type Figures = Partial<Record<PaperFigure, number | undefined>>;

export interface FoldScores {
  /** From 1. */
  fold: number;
  /** Whose weights were scored. */
  epoch: number;
  figures: Figures;
  /** In how many cases the protocol set a figure. */
  replaced: Partial<Record<PaperFigure, number>>;
  /** What the figures leave out or set, in words. */
  notes: readonly string[];
}

export function foldScores(
  fold: number,
  { epoch, scores, replaced = {}, notes = [] }: RunResult,
): FoldScores {
  return { fold, epoch, figures: scores, replaced, notes };
}

/** The deviation has the divisor n - 1; a figure that a fold does not have is left out. */
export function summarizeFolds(scores: readonly FoldScores[]): { mean: Figures; deviation: Figures } {
  const mean: Figures = {};
  const deviation: Figures = {};
  for (const figure of FIGURES) {
    const summary = summarize(scores.map(({ figures }) => figures[figure]));
    mean[figure] = summary.mean;
    deviation[figure] = summary.sd;
  }
  return { mean, deviation };
}

/** Head, folds, mean and deviation as rows of text; an asterisk marks figures that the protocol set in some cases. */
export function foldTable(scores: readonly FoldScores[]): string[][] {
  const anywhere = scores.some(({ replaced }) => FIGURES.some((figure) => replaced[figure]));
  const plain = anywhere ? ' ' : '';
  const row = (name: string, epoch: string, figures: Figures, marked: FoldScores['replaced'] = {}) => [
    name,
    epoch,
    ...FIGURES.map((figure) => formatFigure(figure, figures[figure]) + (marked[figure] ? '*' : plain)),
  ];
  const { mean, deviation } = summarizeFolds(scores);
  const all = Object.fromEntries(
    FIGURES.map((figure) => [figure, scores.reduce((sum, { replaced }) => sum + (replaced[figure] ?? 0), 0)]),
  );
  return [
    ['fold', 'epoch', ...FIGURES.map((figure) => figureHead(figure, 'px') + plain)],
    ...scores.map(({ fold, epoch, figures, replaced }) =>
      row(String(fold), String(epoch), figures, replaced),
    ),
    row('mean', '', mean, all),
    row('deviation', '', deviation),
  ];
}

/** What the figures of each fold leave out or set. */
export const foldNotes = (scores: readonly FoldScores[]): string[] =>
  scores.flatMap(({ fold, notes }) => notes.map((note) => `Fold ${fold}: ${note}`));
