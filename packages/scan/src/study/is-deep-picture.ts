import { check } from '../check-options.js';

/** Where a PNG says how many bits a sample has (specification, 11.2.1). */
const BIT_DEPTH = 24;

/**
 * Whether a file is a PNG of 16 bits, whose samples may be other things than shades from black to white.
 *
 * @param beginning Its first bytes: 25, or more.
 * @throws {ScanError} `invalid-argument` for what are no bytes
 */
export function isDeepPicture(beginning: Uint8Array): boolean {
  check(beginning instanceof Uint8Array, 'The beginning', beginning, 'it is the first bytes of a file');
  return beginning[0] === 0x89 && beginning[1] === 0x50 && beginning[BIT_DEPTH] === 16;
}
