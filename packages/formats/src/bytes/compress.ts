import { crc32 } from '@miniseg/checkpoints/safetensors';
import { zlibSync } from 'fflate';
import { deflate } from './deflate/deflate.js';
import { nativeCrc32 } from './native-crc32.js';

/** A gzip file (RFC 1952) without name and time, at level 6. */
export function gzip(data: Uint8Array): Uint8Array {
  const file = deflate(data, 6, { before: 10, behind: 8 });
  // The system that made it: Unix.
  file.set([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);
  const view = new DataView(file.buffer, file.length - 8);
  view.setUint32(0, nativeCrc32(data) ?? crc32(data), true);
  view.setUint32(4, data.length % 2 ** 32, true);
  return file;
}

/** A zlib stream (RFC 1950). @param level From 0 to 9. */
export function zlib(data: Uint8Array, level: number): Uint8Array {
  if (level === 0) return zlibSync(data, { level });
  const stream = deflate(data, level, { before: 2, behind: 4 });
  const first = 0x78;
  const effort = (level < 6 ? 1 : level === 9 ? 3 : 2) << 6;
  stream.set([first, effort | (31 - (((first << 8) | effort) % 31))]);
  new DataView(stream.buffer, stream.length - 4).setUint32(0, adler32(data));
  return stream;
}

/** Sums of so many bytes stay below 2^30, the whole numbers that an engine holds without memory before it compiles. */
const SAFE = 2048;

function adler32(data: Uint8Array): number {
  let [sum, sums] = [1, 0];
  for (let at = 0; at < data.length; ) {
    const end = Math.min(at + SAFE, data.length);
    for (; at < end; at++) {
      sum += data[at];
      sums += sum;
    }
    sum %= 65521;
    sums %= 65521;
  }
  return ((sums << 16) | sum) >>> 0;
}
