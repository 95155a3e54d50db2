/** Tables as CSV. */
import { check } from './check-options.js';
import { MetricsError } from './errors.js';

/** What a cell may hold; undefined and null become an empty cell, a list its items with spaces between. */
export type Cell = string | number | boolean | null | undefined | readonly string[];

/**
 * Rows as RFC 4180: comma, CRLF, a header line, quotes only where a cell needs them, a decimal point in every locale.
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
  const lines = [names, ...rows.map((row) => names.map((column) => text(row[column], column)))];
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

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
