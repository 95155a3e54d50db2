import { stat } from 'node:fs/promises';
import { readPlainFile } from '@miniseg/checkpoints/node';
import { CliError } from '../errors.js';

/**
 * Waits for a call of the file system on something that the user named.
 *
 * @param what Begins the message: `The list 'a.csv'`.
 * @throws {CliError} `input` that says what cannot be read, and why
 */
export async function readable<Result>(what: string, attempt: Promise<Result>): Promise<Result> {
  return attempt.catch((cause: Error) => {
    throw new CliError(
      'input',
      `${what} cannot be read: ${cause.message.replace(/\.$/, '')}. Check the path.`,
      { cause },
    );
  });
}

/** Whether what the user named is a folder. @throws {CliError} as `readable` */
export async function isFolder(what: string, file: string): Promise<boolean> {
  return (await readable(what, stat(file))).isDirectory();
}

/** Lists, splits and settings are short; strings of JavaScript end at twice as much. */
const LARGEST_TEXT = 2 ** 28;

/** A text file without its byte order mark. @throws {CliError} as `readable` */
export async function readText(what: string, file: string): Promise<string> {
  const bytes = await readable(what, readPlainFile(file, { maxBytes: LARGEST_TEXT }));
  return new TextDecoder().decode(bytes);
}
