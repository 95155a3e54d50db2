import { FormatError } from '../errors.js';

/** Runs a call of the file system, and turns its error into a FormatError that says what was tried. */
export async function ioError<Result>(what: string, run: () => Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (cause) {
    throw new FormatError('io', `Cannot ${what}: ${(cause as Error).message.replace(/\.$/, '')}.`, { cause });
  }
}
