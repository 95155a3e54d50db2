import { FormatError } from '../errors.js';
import { formatBytes } from './text.js';

/** Voxel bytes that one read may produce unless the caller allows more: 1 GiB. */
export const DEFAULT_MAX_BYTES = 2 ** 30;

/**
 * Refuses what a header announces before anything of that size is allocated.
 *
 * @throws {FormatError} `too-large`, `empty` for none, or `corrupt` where the size is no size at all
 */
export function checkAnnounced(byteCount: number, maxBytes: number = DEFAULT_MAX_BYTES, what: string): void {
  if (byteCount === 0) throw new FormatError('empty', `${what} holds no values.`);
  if (!(byteCount > 0)) {
    throw new FormatError('corrupt', `${what} announces ${byteCount} bytes of pixels.`);
  }
  if (byteCount > maxBytes) {
    throw new FormatError(
      'too-large',
      `${what} announces ${formatBytes(byteCount)} of pixels, more than the limit of ${formatBytes(maxBytes)}; ` +
        'if the file is to be trusted, pass a larger maxBytes (--max-bytes of miniseg segment and data convert).',
    );
  }
}

/**
 * Refuses what would take too much memory at a time, before any of it is taken.
 *
 * @param maxMemory Undefined for no limit.
 * @param announces A sentence without its end, such as `The file announces 5 values`.
 * @throws {FormatError} `too-large`
 */
export function checkHeld(needed: number, maxMemory: number | undefined, announces: string): void {
  if (maxMemory === undefined || needed <= maxMemory) return;
  throw new FormatError(
    'too-large',
    `${announces}, which take ${formatBytes(needed)} of memory, more than the ${formatBytes(maxMemory)} that are allowed for it. ` +
      'If the file is to be trusted, allow more with maxMemory (--max-memory of miniseg).',
  );
}
