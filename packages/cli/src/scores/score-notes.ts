/** What the means leave out, and which figures the protocol sets, in words. */
import type { PaperFigure } from '@miniseg/metrics';
import { FIGURES } from './figures.js';
import { caseCount, type ScoreSet } from './score-set.js';

/** One line for each figure, class and reason. */
export function scoreNotes(scores: ScoreSet): string[] {
  const count = caseCount(scores);
  return [
    ...tally(scores.undefined).map(({ figure, of, reason, times }) =>
      figure === 'mIoU'
        ? `- mIoU is undefined (${reason}).`
        : `- ${figure}${of} is undefined in ${times} of ${count} cases (${reason}) and left out of its mean.`,
    ),
    ...tally(scores.replaced).map(
      ({ figure, of, reason, times }) =>
        `* ${figure}${of} is set by the protocol in ${times} of ${count} cases (${reason}).`,
    ),
  ];
}

/** In how many cases the protocol set each figure. */
export function replacedCounts({
  replaced,
}: Pick<ScoreSet, 'replaced'>): Partial<Record<PaperFigure, number>> {
  const counts: Partial<Record<PaperFigure, number>> = {};
  for (const { figure } of replaced) counts[figure] = (counts[figure] ?? 0) + 1;
  return counts;
}

interface Counted {
  figure: PaperFigure;
  of: string;
  reason: string;
  times: number;
}

/** How often each figure has each reason, in the order of the columns. */
function tally(remarks: ScoreSet['undefined']): Counted[] {
  const counted = new Map<string, Counted>();
  for (const { figure, reason, label } of remarks) {
    const of = label === undefined ? '' : ` of class ${label}`;
    const key = `${figure}${of} ${reason}`;
    const entry = counted.get(key) ?? { figure, of, reason: reason.replace('-', ' '), times: 0 };
    entry.times++;
    counted.set(key, entry);
  }
  return [...counted.values()].sort((a, b) => FIGURES.indexOf(a.figure) - FIGURES.indexOf(b.figure));
}
