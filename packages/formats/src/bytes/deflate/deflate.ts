/**
 * Deflate (RFC 1951) with the streams of fflate 0.8, byte for byte, in a fraction of the time where long runs of one value are
 * compressed, of which masks consist. (fflate is under the MIT license, Copyright (c) Arjun Barrett.)
 */
import { BitWriter } from './bit-writer.js';
import {
  type Block,
  DISTANCE_BITS,
  DISTANCE_CODES,
  LENGTH_BITS,
  LENGTH_CODES,
  matchSymbol,
  writeBlock,
} from './block.js';
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
/** A block ends behind so many matches or symbols, unless no more than a few bytes are left. */
const MOST_MATCHES = 7000;
const MOST_SYMBOLS = 24576;
const FEW = 423;

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
  const sum = (at: number) => (data[at] ^ (data[at + 1] << shift) ^ (data[at + 2] << (2 * shift))) & mask;
  const writer = new BitWriter(Math.min(size, 2 ** 16), free.before);
  const block: Block = {
    symbols: new Int32Array(25000),
    count: 0,
    extraBits: 0,
    literals: new Uint16Array(288),
    distances: new Uint16Array(32),
  };
  const { symbols, literals, distances } = block;
  const runEnd = runEnds(data);
  let [matches, start, next] = [0, 0, 0];
  const flush = (end: number, last: boolean) => {
    writeBlock(writer, last, block, data.subarray(start, end));
    block.count = block.extraBits = matches = 0;
    start = end;
    literals.fill(0);
    distances.fill(0);
  };
  const isFull = (at: number) => (matches > MOST_MATCHES || block.count > MOST_SYMBOLS) && size - at > FEW;
  const addMatch = (length: number, distance: number) => {
    symbols[block.count++] = matchSymbol(length, distance);
    const [lengthCode, distanceCode] = [LENGTH_CODES[length] & 31, DISTANCE_CODES[distance] & 31];
    block.extraBits += LENGTH_BITS[lengthCode] + DISTANCE_BITS[distanceCode];
    literals[257 + lengthCode]++;
    distances[distanceCode]++;
    matches++;
  };
  let at = 0;
  for (; at + 2 < size; at++) {
    if (next <= at && at > 0 && data[at] === data[at - 1]) {
      // In a run the byte before is the latest place of the same sum, and all of the longest match lies one byte back.
      const end = runEnd(at);
      const from = at;
      while (at + LONGEST + 2 <= end && at + LONGEST + 2 < size) {
        if (isFull(at)) flush(at, false);
        addMatch(LONGEST, 1);
        at += LONGEST;
      }
      if (at > from) {
        const value = sum(from);
        for (let place = Math.max(from, at - WINDOW); place < at; place++)
          before[place & 32767] = (place - 1) & 32767;
        latest[value] = (at - 1) & 32767;
        next = at;
      }
    }
    const value = sum(at);
    let place = at & 32767;
    let other = latest[value];
    before[place] = other;
    latest[value] = place;
    if (next > at) continue;
    if (isFull(at)) flush(at, false);
    const left = size - at;
    let [length, distance, tries] = [2, 0, chain];
    let back = (place - other) & 32767;
    if (left > 2 && value === sum(at - back)) {
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
      addMatch(length, distance);
      next = at + length;
    } else {
      symbols[block.count++] = data[at];
      literals[data[at]]++;
    }
  }
  for (at = Math.max(at, next); at < size; at++) {
    symbols[block.count++] = data[at];
    literals[data[at]]++;
  }
  flush(size, true);
  return writer.end(free.behind);
}
