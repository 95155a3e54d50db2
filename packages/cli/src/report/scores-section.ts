/** The scores of a set of cases in a report: tiles, the spread, and every case in a table. */
import { type PaperFigure, summarize } from '@miniseg/metrics';
import { FIGURES, figureHead, formatFigure } from '../scores/figures.js';
import { replacedCounts, scoreNotes } from '../scores/score-notes.js';
import { caseCount, caseName, type ScoreSet, worstFirst } from '../scores/score-set.js';
import { boxPlot } from './box-plot.js';
import { type Content, html } from './html.js';
import { notesHtml, section, type Tile } from './page.js';
import { tableHtml } from './table.js';

const OF_CASES = ['SEN', 'SPC', 'DSC', 'HD'] as const;

/** Share of means of resampled cases that an interval holds. */
const CONFIDENCE = 0.95;

/** The five figures in large type, with the interval of those that are means over cases. */
export function scoreTiles(scores: ScoreSet): Tile[] {
  const { mean, cases, classes } = scores;
  const set = replacedCounts(scores);
  return (['DSC', 'mIoU', 'SEN', 'SPC', 'HD'] as const).map((figure) => {
    const values = figure === 'mIoU' || classes ? [] : cases.map((item) => item[figure]);
    const { interval } = summarize(values, { bootstrap: { confidence: CONFIDENCE } });
    return {
      name: figureHead(figure, unitOf(scores)),
      value: formatFigure(figure, mean[figure]) + (set[figure] ? '*' : ''),
      ...(interval && values.length > 1
        ? {
            more: `95 % interval ${formatFigure(figure, interval.low)} to ${formatFigure(figure, interval.high)}`,
          }
        : {}),
    };
  });
}

/** @param what The cases in words: `slices`. */
export function scoresSection(scores: ScoreSet, what: string, more: Content = undefined): Content {
  const { cases, protocol, summary, classes } = scores;
  const set = replacedCounts(scores);
  const values = (figure: (typeof OF_CASES)[number]) => cases.map((item) => item[figure]);
  const meanRow = (name: string, means: ScoreSet['mean']) => [
    name,
    ...FIGURES.map((figure) => formatFigure(figure, means[figure]) + (set[figure] ? '*' : '')),
  ];
  const hd = boxPlot([{ name: 'HD', values: values('HD') }], { unit: unitOf(scores) });
  return [
    section(
      'Scores',
      tableHtml({
        caption: `Means over ${caseCount(scores)} ${what}`,
        columns: ['', ...FIGURES.map((figure) => figureHead(figure, unitOf(scores)))].map((head) => ({
          head,
        })),
        rows: [
          ...Object.entries(classes ?? {}).map(([label, { mean }]) =>
            meanRow(`class ${label} against the rest`, mean),
          ),
          meanRow('mean', scores.mean),
          ...(summary ? [deviationRow(summary, what)] : []),
        ],
      }),
      html`<p>Protocol '${protocol}'. mIoU is of one confusion matrix over all ${what}; the others are means over the ${what}. ${more}</p>`,
      notesHtml(scoreNotes(scores)),
    ),
    section(
      'How they spread',
      html`<p>Every dot is one of the ${what}. The box goes from the first to the third quartile with the median in it; the diamond is the
mean, the line through it the interval that holds 95 % of the means when the ${what} are drawn again at random.</p>`,
      boxPlot(
        (['DSC', 'SEN', 'SPC'] as const).map((figure) => ({ name: figure, values: values(figure) })),
        { domain: [0, 1] },
      ),
      hd,
    ),
  ];
}

/** Every case, the worst first; a click on a head sorts. */
export function casesSection(scores: ScoreSet, what: string): Content {
  const caption = `${caseCount(scores)} ${what}, the worst first; a click on a head sorts`;
  return section(
    `All ${what}`,
    tableHtml({
      caption,
      columns: [
        { head: what.replace(/s$/, ''), text: true },
        ...OF_CASES.map((figure) => ({ head: figureHead(figure, unitOf(scores)) })),
      ],
      rows: [...scores.cases].sort(worstFirst).map((item) => [
        caseName(item),
        ...OF_CASES.map((figure) => ({
          shown: formatFigure(figure, item[figure]) + (item.replaced.includes(figure) ? '*' : ''),
          value: item[figure],
        })),
      ]),
    }),
    scores.replaced.length > 0 &&
      html`<p class="lead">* set by the protocol '${scores.protocol}', where the figure itself has no value.</p>`,
  );
}

const unitOf = ({ cases }: Pick<ScoreSet, 'cases'>) => cases[0]?.unit ?? 'px';

function deviationRow(summary: NonNullable<ScoreSet['summary']>, what: string): string[] {
  const deviation = (figure: PaperFigure) =>
    figure === 'mIoU' ? '' : formatFigure(figure, summary[figure].sd);
  return [`deviation over ${what}`, ...FIGURES.map(deviation)];
}
