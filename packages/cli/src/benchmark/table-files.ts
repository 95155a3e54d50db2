/** A table as Markdown, CSV and JSON: what was reached here beside what the paper prints. */
import { type PaperFigure, toCsv } from '@miniseg/metrics';
import { FIGURES } from '../scores/figures.js';
import { whole } from '../text/whole.js';
import { DISCLAIMER, versions } from '../version.js';
import { type Interval, summarizeUnits } from './results.js';
import type { Budget, RowResult } from './run-row.js';
import type { TableName, TableRow } from './table-rows.js';

const SOURCE = 'arXiv:2004.09750v1, on its own 60/40 split, mIoU to DSC in percent';

export interface Table {
  name: TableName;
  budget: Budget;
  /** Rows that were chosen, in the table's order; those behind the last result were not begun. */
  rows: readonly TableRow[];
  results: readonly RowResult[];
  command: string;
  backend: string;
  machine: string;
}

/** Whether all trainings of a row are done. */
export const isComplete = ({ budget }: Pick<Table, 'budget'>, { units, missing }: RowResult): boolean =>
  missing === undefined && units.length === budget.folds.length * budget.seeds.length;

export const resultOf = ({ results }: Table, row: TableRow): RowResult =>
  results.find((result) => result.row.name === row.name) ?? { row, units: [], missing: 'not begun' };

/** Why a row has no figures, or fewer than the others; empty where it is complete. */
function stateOf(table: Table, result: RowResult): string {
  if (isComplete(table, result)) return '';
  const all = table.budget.folds.length * table.budget.seeds.length;
  const done = `${result.units.length} of ${all} trainings`;
  return result.missing === undefined
    ? done
    : result.units.length > 0
      ? `${done}: ${result.missing}`
      : result.missing;
}

export function describeBudget({ budget, backend, machine }: Table): string {
  const { settings, steps, folds, seeds } = budget;
  const list = (name: string, values: readonly number[]) =>
    `${name}${values.length > 1 ? 's' : ''} ${values.join(', ')}`;
  return (
    `Recipe '${settings.recipe}', ${settings.size} pixels, at least ${steps} steps of ${settings.batchSize} slices, ` +
    `${list('fold', folds)}, ${list('seed', seeds)}, protocol '${settings.protocol}'; backend ${backend}, ${machine}.`
  );
}

export const NOTES = [
  'Means are over folds and seeds. [low, high] is the interval of 95 % over slices (bootstrap; each slice with its mean over seeds), and {low, high} that over seeds. mIoU is of one confusion matrix, so that it has the second alone.',
  'Parameters are counted here. FLOPs are for 512 x 512: of rivals as the tool of the paper counts them, of MiniSeg the multiply-accumulates of convolutions. Images a second are of this machine, of the paper those of a TITAN RTX.',
  `The paper's figures: ${SOURCE}. Its rows had another split and a longer training: compare their order, not their height.`,
];

/** Head and rows as text. */
export function tableText(table: Table): string[][] {
  const head = [
    'row',
    'parameters',
    'FLOPs',
    'images/s',
    ...FIGURES.flatMap((figure) => [figure, `${figure}, paper`]),
    'state',
  ];
  return [head, ...table.rows.map((row) => rowText(table, row))];
}

function rowText(table: Table, row: TableRow): string[] {
  const result = resultOf(table, row);
  const { costs } = result;
  const { slices, seeds } = summarizeUnits(result.units);
  const { printedCosts: printed } = row;
  const both = (own: string | undefined, paper: string | number | undefined) =>
    `${own ?? '-'}${paper === undefined ? '' : ` (${paper})`}`;
  return [
    row.title,
    both(costs && whole(costs.parameters), printed?.parameters),
    both(costs && `${(costs.flops / 1e9).toFixed(2)}G`, printed?.flops),
    both(costs?.imagesPerSecond.toPrecision(3), printed?.fps),
    ...FIGURES.flatMap((figure, index) => [
      figureText(figure, slices[figure], seeds[figure]),
      row.printed[index].toFixed(2),
    ]),
    stateOf(table, result),
  ];
}

function figureText(figure: PaperFigure, slices: Interval | undefined, seeds: Interval | undefined): string {
  if (!slices) return '-';
  const text = (value: number) => (figure === 'HD' ? value.toFixed(1) : (100 * value).toFixed(2));
  const range = (interval: Interval | undefined, [open, close]: string) =>
    interval?.low === undefined || interval.high === undefined
      ? ''
      : ` ${open}${text(interval.low)}, ${text(interval.high)}${close}`;
  return `${text(slices.mean)}${range(slices, '[]')}${range(seeds, '{}')}`;
}

export function markdownOf(table: Table): string {
  const [head, ...rows] = tableText(table);
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [
    `# ${titleOf(table.name)}`,
    '',
    DISCLAIMER,
    '',
    '```sh',
    table.command,
    '```',
    '',
    describeBudget(table),
    '',
    line(head),
    line(head.map((_, index) => (index === 0 ? '---' : '---:'))),
    ...rows.map(line),
    '',
    ...NOTES.map((note) => `- ${note}`),
    '',
  ].join('\n');
}

export const titleOf = (name: TableName) =>
  `Table ${'I'.repeat(Number(name.at(-1)))} of the paper, trained again`;

export function csvOf(table: Table): string {
  return toCsv(
    table.rows.map((row) => {
      const result = resultOf(table, row);
      const { slices, seeds } = summarizeUnits(result.units);
      return {
        row: row.name,
        ...result.costs,
        trainings: result.units.length,
        ...Object.fromEntries(
          FIGURES.flatMap((figure, index) => [
            [figure, slices[figure]?.mean],
            [`${figure} low`, slices[figure]?.low],
            [`${figure} high`, slices[figure]?.high],
            [`${figure} seeds low`, seeds[figure]?.low],
            [`${figure} seeds high`, seeds[figure]?.high],
            [`${figure} paper`, figure === 'HD' ? row.printed[index] : row.printed[index] / 100],
          ]),
        ),
        state: stateOf(table, result),
      };
    }),
  );
}

export function jsonOf(table: Table) {
  const { settings, ...budget } = table.budget;
  return {
    disclaimer: DISCLAIMER,
    table: table.name,
    command: table.command,
    budget: { ...budget, settings },
    ...{ backend: table.backend, machine: table.machine, versions, source: SOURCE },
    rows: table.rows.map((row) => {
      const result = resultOf(table, row);
      const printed = Object.fromEntries(FIGURES.map((figure, index) => [figure, row.printed[index]]));
      return {
        ...{ name: row.name, title: row.title, settings: row.settings, costs: result.costs },
        paper: { ...printed, ...row.printedCosts },
        complete: isComplete(table, result),
        ...(isComplete(table, result) ? {} : { state: stateOf(table, result) }),
        ...summarizeUnits(result.units),
        trainings: result.units.map(({ cases: _, ...unit }) => unit),
      };
    }),
  };
}
