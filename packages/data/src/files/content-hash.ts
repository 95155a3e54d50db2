/** Fingerprints of pixels, to find the same picture under two names. */

import type { PixelArray } from '@miniseg/formats/volume';
import { checkPixels } from '../check-values.js';

/**
 * 64 bits of the values and their number as 16 hexadecimal digits (two murmur3 lanes). The kind of array does not
 * matter: 8-bit and float pictures of the same values agree. Not for security.
 */
export function contentHash(data: PixelArray): string {
  checkPixels(data, 'The pixels');
  let a = 0x9747b28c ^ data.length;
  let b = 0x3c6ef372 ^ data.length;
  const word = new Float32Array(1);
  const bits = new Uint32Array(word.buffer);
  for (let i = 0; i < data.length; i++) {
    word[0] = data[i] + 0; // -0 becomes 0
    a = Math.imul((a ^ Math.imul(bits[0], 0xcc9e2d51)) | 0, 0x1b873593);
    a = (a << 13) | (a >>> 19);
    b = Math.imul((b ^ Math.imul(bits[0], 0x85ebca6b)) | 0, 0xc2b2ae35);
    b = (b << 15) | (b >>> 17);
  }
  const finish = (hash: number) => {
    let h = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    return ((h ^ (h >>> 16)) >>> 0).toString(16).padStart(8, '0');
  };
  return finish(a) + finish(b);
}
