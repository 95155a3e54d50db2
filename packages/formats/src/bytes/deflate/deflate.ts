/**
 * Deflate (RFC 1951) with the streams of fflate 0.8, byte for byte, in a fraction of the time where long runs of one value are
 * compressed, of which masks consist. (fflate is under the MIT license, Copyright (c) Arjun Barrett.)
 */
import { BitWriter } from './bit-writer.js';
import { Blocks } from './blocks.js';
import { runEnds } from './run-ends.js';

/** For each level from 1 on: a match that is long enough to look no further, and how many are looked at. */
const EFFORTS = [
  ...[
    [8, 4],
    [16, 8],
    [16, 16],
    [16, 32],
    [32, 32],
    [128, 128],
    [128, 256],
    [258, 1024],
    [258, 4096],
  ],
];
const WINDOW = 32768;
const LONGEST = 258;
/**
 * @param free Bytes that are left free before and behind the stream.
 * @param level From 1 to 9.
 */
export function deflate(
  data: Uint8Array,
  level: number,
  free: { before: number; behind: number },
): Uint8Array {
  const size = data.length;
  const [nice, chain] = EFFORTS[level - 1];
  const bits = Math.ceil(Math.max(8, Math.min(13, Math.log(size))) * 1.5);
  const mask = (1 << bits) - 1;
  const shift = Math.ceil(bits / 3);
  /** Place before each place of the window, and the last place, of three bytes of one sum. */
  const before = new Uint16Array(WINDOW);
  const latest = new Uint16Array(mask + 1);
  const writer = new BitWriter(Math.min(size, 2 ** 16), free.before);
  const blocks = new Blocks(writer, data);
  const runEnd = runEnds(data);
  let next = 0;
  let at = 0;
  for (; at + 2 < size; at++) {
    if (next <= at && at > 0 && data[at] === data[at - 1]) {
      // In a run the byte before is the latest place of the same sum, and all of the longest match lies one byte back.
      const end = runEnd(at);
      const from = at;
      while (at + LONGEST + 2 <= end && at + LONGEST + 2 < size) {
        blocks.goOn(at);
        blocks.match(LONGEST, 1);
        at += LONGEST;
      }
      if (at > from) {
        for (let place = Math.max(from, at - WINDOW); place < at; place++)
          before[place & 32767] = (place - 1) & 32767;
        latest[sumAt(data, from, shift, mask)] = (at - 1) & 32767;
        next = at;
      }
    }
    const value = sumAt(data, at, shift, mask);
    let place = at & 32767;
    let other = latest[value];
    before[place] = other;
    latest[value] = place;
    if (next > at) continue;
    blocks.goOn(at);
    const left = size - at;
    let [length, distance, tries] = [2, 0, chain];
    let back = (place - other) & 32767;
    if (left > 2 && value === sumAt(data, at - back, shift, mask)) {
      const enough = Math.min(nice, left) - 1;
      const farthest = Math.min(32767, at);
      const longest = Math.min(LONGEST, left);
      while (back <= farthest && --tries && place !== other) {
        if (data[at + length] === data[at + length - back]) {
          let same = 0;
          while (same < longest && data[at + same] === data[at + same - back]) same++;
          if (same > length) {
            length = same;
            distance = back;
            if (same > enough) break;
            // Goes on with the rarest pair of bytes within the match.
            const pairs = Math.min(back, same - 2);
            let farther = 0;
            for (let pair = 0; pair < pairs; pair++) {
              const its = (at - back + pair) & 32767;
              const gap = (its - before[its]) & 32767;
              if (gap > farther) {
                farther = gap;
                other = its;
              }
            }
          }
        }
        place = other;
        other = before[place];
        back += (place - other) & 32767;
      }
    }
    if (distance) {
      blocks.match(length, distance);
      next = at + length;
    } else blocks.byte(data[at]);
  }
  for (at = Math.max(at, next); at < size; at++) blocks.byte(data[at]);
  blocks.end();
  return writer.end(free.behind);
}

/** Of three bytes, to find others like them. */
function sumAt(data: Uint8Array, at: number, shift: number, mask: number): number {
  return (data[at] ^ (data[at + 1] << shift) ^ (data[at + 2] << (2 * shift))) & mask;
}
