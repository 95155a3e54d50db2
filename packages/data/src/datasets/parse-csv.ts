import { check } from '../check-options.js';
import { DataError } from '../errors.js';

/** The rows of a CSV file. */
export interface CsvTable {
  /** The names of the header line, in lower case. */
  columns: string[];
  /** Rows by these names; a cell that a row lacks is empty. */
  records: Record<string, string>[];
}

/**
 * CSV as spreadsheets write it: a header line; comma, semicolon or tab, whichever the header has; cells quoted where
 * needed, others trimmed; a byte order mark and empty rows are left out. The apostrophe by which `toCsv` keeps a text from
 * being a formula is taken away.
 *
 * @throws {DataError} `corrupt` for a quotation mark that is never closed, or stands inside an unquoted cell
 * @example
 * parseCsv('Image;Mask\na.png;"b, c.png"').records; // [{ image: 'a.png', mask: 'b, c.png' }]
 */
export function parseCsv(text: string): CsvTable {
  check(typeof text === 'string', 'The table', text, 'it is the text of a CSV file');
  const clean = text.replace(/^\uFEFF/, '');
  const [firstLine] = clean.split(/\r?\n/, 1);
  const separator = [',', ';', '\t'].find((candidate) => firstLine.includes(candidate)) ?? ',';
  const cell = new RegExp(`(?:"((?:[^"]|"")*)"|([^"${separator}\\r\\n]*))(${separator}|\\r?\\n|$)`, 'y');
  const rows: string[][] = [[]];
  while (cell.lastIndex < clean.length) {
    const from = cell.lastIndex;
    const match = cell.exec(clean);
    if (match === null) {
      const line = clean.slice(0, from).split('\n').length;
      throw new DataError(
        'corrupt',
        `line ${line} has a stray quotation mark, or one that never ends. Quote the whole cell and double the marks inside it.`,
      );
    }
    const [, quoted, plain, end] = match;
    rows[rows.length - 1].push(fromText(quoted?.replaceAll('""', '"') ?? plain.trim()));
    if (end.endsWith('\n')) rows.push([]);
  }
  const [header, ...filled] = rows.filter((row) => row.some((value) => value !== ''));
  const columns = (header ?? []).map((name) => name.toLowerCase());
  const records = filled.map((row) => Object.fromEntries(columns.map((name, at) => [name, row[at] ?? ''])));
  return { columns, records };
}

/** Undoes `csvText`. */
function fromText(cell: string): string {
  return cell
    .replace(/^'(?='*[=+\-@\t\r\n＝＋－＠])/, '')
    .replaceAll(/(?<=[;\t\r\n])'(?='*[=+\-@＝＋－＠])/g, '');
}
