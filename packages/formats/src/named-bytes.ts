import { FormatError } from './errors.js';
import { described } from './to-bytes.js';

/** A file as any environment has it: its name (or path, for messages alone) and what is in it. */
export interface NamedBytes {
  name: string;
  bytes: Uint8Array;
}

/**
 * @param call what the user called, for the message
 * @throws {FormatError} `invalid-argument` for anything but a list of named files
 */
export function checkNamedBytes(call: string, files: NamedBytes[]): void {
  const wrong = Array.isArray(files)
    ? files.find((file) => typeof file?.name !== 'string' || typeof file.bytes !== 'object')
    : files;
  if (Array.isArray(files) && wrong === undefined && !files.includes(undefined as never)) return;
  throw new FormatError(
    'invalid-argument',
    `${call} takes a list of files, { name, bytes } each, and got ${Array.isArray(files) ? `in it ${described(wrong)}` : described(files)}.`,
  );
}
