/** Rules of options that several services have. */
import { CliError } from '../errors.js';

/** @param timeout Minutes. @throws {CliError} `invalid-argument` */
export function checkTimeout(timeout: number): void {
  if (timeout > 0 && timeout <= 10_000) return;
  throw new CliError('invalid-argument', `--timeout ${timeout}: it is minutes above 0, up to 10000.`);
}

/**
 * What goes to an archive has a report of its measurements with it, whether it was asked for or not.
 *
 * @param words Of `miniseg segment`, as `segmentWords` gives them.
 */
export const withReport = (send: string | undefined, words: readonly string[]): readonly string[] =>
  send === undefined || words.includes('--dicom-sr') ? words : [...words, '--dicom-sr'];

/** @param words Of `miniseg segment`, as `segmentWords` gives them. @throws {CliError} `invalid-argument` */
export function checkSend(send: string | undefined, words: readonly string[]): void {
  if (send === undefined || words.includes('--dicom-seg-where-possible')) return;
  throw new CliError(
    'invalid-argument',
    '--send sends DICOM segmentations, which --dicom-seg writes; add it.',
  );
}
