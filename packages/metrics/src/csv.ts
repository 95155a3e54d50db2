/** Tables as CSV. */
import { check } from './check-options.js';
import { MetricsError } from './errors.js';

/** What a cell may hold; undefined and null become an empty cell, a list its items with spaces between. */
export type Cell = string | number | boolean | null | undefined | readonly string[];

/**
 * Rows as RFC 4180: comma, CRLF, a header line, quotes only where a cell needs them, a decimal point in every locale.
 * Text that a spreadsheet would take for a formula (it begins with =, +, -, @, a tab or a line break) gets an apostrophe
 * before it, which spreadsheets do not show and `parseCsv` of `@miniseg/data` takes away again; numbers stay numbers.
 *
 * @param rows one object per case; a column that a row lacks is empty there
 * @param columns which, in which order. Default: every key, in order of first appearance
 * @throws {MetricsError} `not-finite` for NaN or Infinity
 *
 * @example
 * toCsv([{ id: 'a,b', DSC: 0.5 }]); // 'id,DSC\r\n"a,b",0.5\r\n'
 */
export function toCsv<Row extends { [Key in keyof Row]: Cell }>(
  rows: readonly Row[],
  columns?: readonly (keyof Row & string)[],
): string {
  const areRows = Array.isArray(rows) && rows.every((row) => typeof row === 'object' && row !== null);
  check(areRows, 'The rows', rows, 'they are an array of objects, one for each line');
  const names = columns ?? ([...new Set(rows.flatMap((row) => Object.keys(row)))] as (keyof Row & string)[]);
  check(Array.isArray(names), 'The columns', columns, 'they are an array of names');
  const lines = [
    names,
    ...rows.map((row) =>
      names.map((column) => text(Object.hasOwn(row, column) ? row[column] : undefined, column)),
    ),
  ];
  return lines.map((cells) => `${cells.map(quoted).join(',')}\r\n`).join('');
}

function text(cell: Cell, column: string): string {
  if (cell === undefined || cell === null) return '';
  if (typeof cell === 'number' && !Number.isFinite(cell)) {
    throw new MetricsError(
      'not-finite',
      `Column ${column} holds ${cell}. Pass undefined for a case without a value.`,
    );
  }
  return typeof cell === 'object' ? cell.join(' ') : String(cell);
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Where semicolons or tabs part cells, a formula may begin inside of what is one cell here. */
function asText(cell: string): string {
  if (NUMBER.test(cell)) return cell;
  return cell
    .replace(/^(?='*[=+\-@\t\r\n＝＋－＠])/, "'")
    .replaceAll(/(?<=[;\t\r\n])(?='*[=+\-@＝＋－＠])/g, "'");
}

function quoted(cell: string): string {
  const safe = asText(cell);
  const needed = safe !== cell || /[",;\t\r\n]|^\s|\s$/.test(cell);
  return needed ? `"${safe.replaceAll('"', '""')}"` : cell;
}
