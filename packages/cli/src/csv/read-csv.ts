/** Tables that users give: CSV files, and text that may be CSV. */
import { type CsvTable, parseCsv } from '@miniseg/data';
import { CliError } from '../errors.js';
import { readText } from '../files/readable.js';

/**
 * @param what Begins messages: `The groups 'patients.csv'`.
 * @throws {CliError} when the file cannot be read or has a stray quotation mark
 */
export async function readCsv(what: string, file: string): Promise<CsvTable> {
  const text = await readText(what, file);
  return parsing(what, () => parseCsv(text));
}

/** Runs a parser; its error says what was parsed. @throws {CliError} */
export function parsing<Result>(what: string, parse: () => Result): Result {
  try {
    return parse();
  } catch (cause) {
    throw new CliError('input', `${what} cannot be read: ${(cause as Error).message}`, { cause });
  }
}
