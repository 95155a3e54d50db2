import type { BinaryMask } from './mask-box.js';

/**
 * The mask of bytes that hold nothing but zeros and ones, which are looked at four at a time and not copied.
 *
 * @returns Undefined for others, and for bytes that cannot be read by words.
 */
export function onesMask(
  values: Uint8Array,
  [depth, height, width]: readonly [number, number, number],
): BinaryMask | undefined {
  if (width % 4 !== 0 || values.byteOffset % 4 !== 0) return undefined;
  const across = width / 4;
  const words = new Uint32Array(values.buffer, values.byteOffset, depth * height * across);
  const start: [number, number, number] = [depth, height, width];
  const end: [number, number, number] = [0, 0, 0];
  let count = 0;
  for (let z = 0, row = 0; z < depth; z++) {
    for (let y = 0; y < height; y++, row += across) {
      let first = row;
      while (first < row + across && words[first] === 0) first++;
      if (first === row + across) continue;
      let last = row + across - 1;
      while (words[last] === 0) last--;
      for (let word = first; word <= last; word++) {
        if ((words[word] & 0xfefefefe) !== 0) return undefined;
        // The sum of its bytes, in the highest.
        count += Math.imul(words[word], 0x01010101) >>> 24;
      }
      // Every platform that runs JavaScript today is little-endian: the first pixel is the lowest byte.
      const x = 4 * (first - row) + ((31 - Math.clz32(words[first] & -words[first])) >> 3);
      const xEnd = 4 * (last - row) + ((31 - Math.clz32(words[last])) >> 3) + 1;
      start[0] = Math.min(start[0], z);
      start[1] = Math.min(start[1], y);
      start[2] = Math.min(start[2], x);
      end[0] = z + 1;
      end[1] = Math.max(end[1], y + 1);
      end[2] = Math.max(end[2], xEnd);
    }
  }
  return { data: values, count, box: count > 0 ? { start, end } : { start: [0, 0, 0], end: [0, 0, 0] } };
}
