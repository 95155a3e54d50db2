/** Which cases of many are worth a picture. */
import type { PaperCaseResult } from '@miniseg/metrics';
import { worstFirst } from '../scores/score-set.js';

export type CaseFigures = Pick<PaperCaseResult, 'id' | 'DSC' | 'HD' | 'unit'> &
  Partial<Pick<PaperCaseResult, 'replaced'>>;

/** The places of the worst, the middle and the best case, and some between them; in that order, none twice. */
export function chooseExamples(cases: readonly CaseFigures[], count = 6): CaseFigures[] {
  const ranked = [...cases].sort(worstFirst);
  const most = Math.min(count, ranked.length);
  const places = Array.from({ length: most }, (_, n) =>
    most === 1 ? ranked.length >> 1 : Math.round((n * (ranked.length - 1)) / (most - 1)),
  );
  return places.map((place) => ranked[place]);
}

/** `tr_im_0003: DSC 0.731, HD 12.0 px`, with a star at what the protocol sets, as in the tables. */
export function describeExample({ id, DSC, HD, unit, replaced = [] }: CaseFigures): string {
  const star = (figure: 'DSC' | 'HD') => (replaced.includes(figure) ? '*' : '');
  const figures = [
    DSC === undefined ? 'no DSC' : `DSC ${DSC.toFixed(3)}${star('DSC')}`,
    ...(HD === undefined ? [] : [`HD ${HD.toFixed(1)}${star('HD')} ${unit}`]),
  ];
  return `${id}: ${figures.join(', ')}`;
}
