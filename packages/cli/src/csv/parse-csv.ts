/** CSV as spreadsheets write it. */
import { CliError } from '../errors.js';

/**
 * Rows by the lower-case names in the header line; comma, semicolon or tab, cells quoted where needed, empty rows
 * left out.
 *
 * @throws CliError for a quotation mark that is never closed, or stands inside an unquoted cell
 */
export function parseCsv(text: string): Record<string, string>[] {
  const [firstLine] = text.split(/\r?\n/, 1);
  const separator = [',', ';', '\t'].find((candidate) => firstLine.includes(candidate)) ?? ',';
  const cell = new RegExp(`(?:"((?:[^"]|"")*)"|([^"${separator}\\r\\n]*))(${separator}|\\r?\\n|$)`, 'y');
  const rows: string[][] = [[]];
  while (cell.lastIndex < text.length) {
    const from = cell.lastIndex;
    const match = cell.exec(text);
    if (match === null) {
      const line = text.slice(0, from).split('\n').length;
      throw new CliError(
        'input',
        `line ${line} has a stray quotation mark. Quote the whole cell and double the marks inside it.`,
      );
    }
    const [, quoted, plain, end] = match;
    rows[rows.length - 1].push((quoted?.replaceAll('""', '"') ?? plain).trim());
    if (end.endsWith('\n')) rows.push([]);
  }
  const [header, ...records] = rows.filter((row) => row.some((value) => value !== ''));
  const columns = (header ?? []).map((name) => name.toLowerCase());
  return records.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index] ?? ''])));
}
