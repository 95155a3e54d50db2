/** Figures as a table for the terminal, the worst cases first. */
import { printable } from '@miniseg/checkpoints';
import { iou, type PaperFigure } from '@miniseg/metrics';
import { alignColumns } from '../text/align-columns.js';
import { FIGURES, figureHead, formatFigure } from './figures.js';
import { scoreNotes } from './score-notes.js';
import { caseCount, caseName, type ScoreSet, worstFirst } from './score-set.js';

export interface TableOptions {
  /** How many cases are shown. */
  rows: number;
}

/** One line per case, lowest DSC first and those without one before all; then the means, and what they leave out. */
export function formatTable(scores: ScoreSet, { rows }: TableOptions): string {
  const { mean, cases, protocol, replaced } = scores;
  const unit = cases[0]?.unit ?? 'px';
  const shown = [...cases].sort(worstFirst).slice(0, rows);
  // Room for the asterisk of figures that the protocol sets.
  const plain = replaced.length > 0 ? ' ' : '';
  const caseCell = (item: ScoreSet['cases'][number], figure: PaperFigure) =>
    figure === 'mIoU'
      ? ''
      : formatFigure(figure, item[figure]) + (item.replaced.includes(figure) ? '*' : plain);
  const meanRow = (name: string, means: ScoreSet['mean']) => [
    name,
    ...FIGURES.map((figure) => formatFigure(figure, means[figure]) + plain),
  ];
  const means = [...classRows(scores, meanRow), meanRow(`mean of ${caseCount(scores)}`, mean)];
  const lines = alignColumns([
    ['case', ...FIGURES.map((figure) => figureHead(figure, unit) + plain)],
    ...shown.map((item) => [printable(caseName(item)), ...FIGURES.map((figure) => caseCell(item, figure))]),
    ...means,
  ]);
  // A rule sets the means apart.
  lines.splice(-means.length, 0, '-'.repeat(lines[0].length));
  const hidden = cases.length - shown.length;
  return [
    ...lines,
    '',
    `Protocol '${protocol}'. mIoU is of one confusion matrix over all cases; the others are means over the cases.`,
    ...(scores.classes
      ? [
          "Rows of a class have its IoU for mIoU; the last one has the means over the classes, mIoU's with class 0.",
        ]
      : []),
    ...(hidden > 0
      ? [
          `${hidden} better ${hidden === 1 ? 'case' : 'cases'} not shown; pass --rows ${cases.length} for all.`,
        ]
      : []),
    ...scoreNotes(scores),
    '',
  ].join('\n');
}

function classRows(
  { classes, counts }: ScoreSet,
  row: (name: string, means: ScoreSet['mean']) => string[],
): string[][] {
  const ious = iou(counts, { reduction: 'none' });
  return Object.entries(classes ?? {}).map(([label, { mean }]) =>
    row(`class ${label}`, { ...mean, mIoU: ious[Number(label)] }),
  );
}
