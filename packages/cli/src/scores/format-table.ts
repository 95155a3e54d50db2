/** Figures as a table for the terminal, the worst cases first. */
import type { PaperCaseResult, PaperFigure, PaperMetricsResult } from '@miniseg/metrics';

const columns: readonly PaperFigure[] = ['mIoU', 'SEN', 'SPC', 'DSC', 'HD'];

export interface TableOptions {
  /** How many cases are shown. */
  rows: number;
}

/** One line per case, lowest DSC first and those without one before all; then the means, and what they leave out. */
export function formatTable(result: PaperMetricsResult, { rows }: TableOptions): string {
  const { mean, cases, protocol } = result;
  const unit = cases[0]?.unit ?? 'px';
  const shown = [...cases].sort(worstFirst).slice(0, rows);
  // Room for the asterisk of figures that the protocol sets.
  const plain = result.replaced.length > 0 ? ' ' : '';
  const caseCell = (item: PaperCaseResult, column: PaperFigure) =>
    column === 'mIoU' ? '' : number(column, item[column]) + (item.replaced.includes(column) ? '*' : plain);
  const lines = align([
    ['case', ...columns.map((column) => (column === 'HD' ? `HD (${unit})` : column) + plain)],
    ...shown.map((item) => [item.id, ...columns.map((column) => caseCell(item, column))]),
    [`mean of ${cases.length}`, ...columns.map((column) => number(column, mean[column]) + plain)],
  ]);
  // A rule sets the means apart.
  lines.splice(-1, 0, '-'.repeat(lines[0].length));
  const hidden = cases.length - shown.length;
  return [
    ...lines,
    '',
    `Protocol '${protocol}'. mIoU is of one confusion matrix over all cases; the others are means over the cases.`,
    ...(hidden > 0
      ? [`${hidden} better ${plural(hidden, 'case')} not shown; pass --rows ${cases.length} for all.`]
      : []),
    ...tally(result.undefined).map(({ figure, reason, count }) =>
      figure === 'mIoU'
        ? `- mIoU is undefined (${reason}).`
        : `- ${figure} is undefined in ${count} of ${cases.length} cases (${reason}) and left out of its mean.`,
    ),
    ...tally(result.replaced).map(
      ({ figure, reason, count }) =>
        `* ${figure} is set by the protocol in ${count} of ${cases.length} cases (${reason}).`,
    ),
    '',
  ].join('\n');
}

function worstFirst(a: PaperCaseResult, b: PaperCaseResult): number {
  return (a.DSC ?? -1) - (b.DSC ?? -1);
}

function number(column: PaperFigure, value: number | undefined): string {
  return value === undefined ? '-' : value.toFixed(column === 'HD' ? 2 : 4);
}

/** The first column to the left, numbers to the right. */
function align(table: readonly string[][]): string[] {
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
  return table.map((row) =>
    row
      .map((text, column) => (column === 0 ? text.padEnd(widths[0]) : text.padStart(widths[column])))
      .join('  ')
      .trimEnd(),
  );
}

interface Remark {
  figure: string;
  reason: string;
}

/** How often each figure has each reason, in the order of the columns. */
function tally(remarks: readonly Remark[]): (Remark & { count: number })[] {
  const counted = new Map<string, Remark & { count: number }>();
  for (const { figure, reason } of remarks) {
    const key = `${figure} ${reason}`;
    const entry = counted.get(key) ?? { figure, reason: reason.replace('-', ' '), count: 0 };
    entry.count++;
    counted.set(key, entry);
  }
  return [...counted.values()].sort(
    (a, b) => columns.indexOf(a.figure as PaperFigure) - columns.indexOf(b.figure as PaperFigure),
  );
}

const plural = (count: number, word: string) => (count === 1 ? word : `${word}s`);
