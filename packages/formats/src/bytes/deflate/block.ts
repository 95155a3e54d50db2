/** Blocks of deflate (RFC 1951, 3.2.3), as fflate 0.8 writes them; see `huffman.ts`. */
import type { BitWriter } from './bit-writer.js';
import { type CodeLengths, codeLengths, codesOf, runsOf } from './huffman.js';

/** Extra bits of the codes of lengths and of distances. */
export const LENGTH_BITS = Uint8Array.of(
  ...[0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0, 0, 0, 0],
);
export const DISTANCE_BITS = Uint8Array.of(
  ...[0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13, 0, 0],
);
/** In which order the lengths of the code of lengths are written. */
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/** The code of each length or distance in 5 bits, and the value of its extra bits above them. */
function tableOf(extra: Uint8Array, least: number): Int32Array {
  const starts = [least];
  for (let code = 0; code < 29; code++) starts.push(starts[code] + (1 << extra[code]));
  const table = new Int32Array(starts[29] + (1 << extra[29]));
  for (let code = 0; code < 30; code++) {
    const end = starts[code + 1] ?? table.length;
    for (let value = starts[code]; value < end; value++) table[value] = ((value - starts[code]) << 5) | code;
  }
  return table;
}

export const LENGTH_CODES = tableOf(LENGTH_BITS, 3);
// The longest match has a code of its own.
LENGTH_CODES[258] = 28;
export const DISTANCE_CODES = tableOf(DISTANCE_BITS, 1);

/** What a block holds: literals as they are, matches as {@link matchSymbol}, and how often each code occurs. */
export interface Block {
  symbols: Int32Array;
  count: number;
  /** Of the bytes that it stands for, extra bits of all matches. */
  extraBits: number;
  literals: Uint16Array;
  distances: Uint16Array;
}

/** Beyond any literal: bit 28, the length's extra bits and code, the distance's. */
export const matchSymbol = (length: number, distance: number): number =>
  268435456 | (LENGTH_CODES[length] << 18) | DISTANCE_CODES[distance];

const FIXED_LITERALS: CodeLengths = {
  lengths: Uint8Array.from({ length: 288 }, (_, symbol) =>
    symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8,
  ),
  most: 9,
};
const FIXED_DISTANCES: CodeLengths = { lengths: new Uint8Array(32).fill(5), most: 5 };

/** @param bytes That the block stands for. */
export function writeBlock(writer: BitWriter, last: boolean, block: Block, bytes: Uint8Array): void {
  const { literals, distances, extraBits } = block;
  literals[256]++;
  const own = { literals: codeLengths(literals, 15), distances: codeLengths(distances, 15) };
  const runs = [runsOf(own.literals.lengths), runsOf(own.distances.lengths)];
  const frequencies = new Uint16Array(19);
  for (const run of runs) for (const symbol of run.runs) frequencies[symbol & 31]++;
  const lengthsCode = codeLengths(frequencies, 7);
  let listed = 19;
  while (listed > 4 && !lengthsCode.lengths[ORDER[listed - 1]]) listed--;
  const fixedBits = total(literals, FIXED_LITERALS) + total(distances, FIXED_DISTANCES) + extraBits;
  const ownBits =
    total(literals, own.literals) +
    total(distances, own.distances) +
    extraBits +
    (14 + 3 * listed + total(frequencies, lengthsCode)) +
    (2 * frequencies[16] + 3 * frequencies[17] + 7 * frequencies[18]);
  const storedBits = (bytes.length + 5) << 3;
  writer.reserve(Math.max(Math.min(fixedBits, ownBits) >> 3, bytes.length) + 64);
  writer.write(last ? 1 : 0, 1);
  if (storedBits <= fixedBits && storedBits <= ownBits) writeStored(writer, bytes);
  else if (fixedBits <= ownBits) {
    writer.write(1, 2);
    writeSymbols(writer, block, FIXED_LITERALS, FIXED_DISTANCES);
  } else {
    writer.write(2, 2);
    writer.write(runs[0].count - 257, 5);
    writer.write(runs[1].count - 1, 5);
    writer.write(listed - 4, 4);
    for (let at = 0; at < listed; at++) writer.write(lengthsCode.lengths[ORDER[at]] ?? 0, 3);
    const codes = codesOf(lengthsCode);
    for (const symbol of runs.flatMap((run) => [...run.runs])) {
      const code = symbol & 31;
      writer.write(codes[code], lengthsCode.lengths[code]);
      if (code > 15) writer.write((symbol >> 5) & 127, symbol >> 12);
    }
    writeSymbols(writer, block, own.literals, own.distances);
  }
}

function total(frequencies: Uint16Array, { lengths }: CodeLengths): number {
  let bits = 0;
  for (let symbol = 0; symbol < lengths.length; symbol++) bits += frequencies[symbol] * lengths[symbol];
  return bits;
}

function writeStored(writer: BitWriter, bytes: Uint8Array): void {
  writer.write(0, 2);
  const { length } = bytes;
  writer.copy(Uint8Array.of(length, length >> 8, ~length, ~length >> 8));
  writer.copy(bytes);
}

function writeSymbols(
  writer: BitWriter,
  { symbols, count }: Block,
  literals: CodeLengths,
  distances: CodeLengths,
): void {
  const [literalCodes, distanceCodes] = [codesOf(literals), codesOf(distances)];
  for (let at = 0; at < count; at++) {
    const symbol = symbols[at];
    if (symbol <= 255) {
      writer.write(literalCodes[symbol], literals.lengths[symbol]);
      continue;
    }
    const length = (symbol >> 18) & 31;
    writer.write(literalCodes[length + 257], literals.lengths[length + 257]);
    if (length > 7) writer.write((symbol >> 23) & 31, LENGTH_BITS[length]);
    const distance = symbol & 31;
    writer.write(distanceCodes[distance], distances.lengths[distance]);
    if (distance > 3) writer.write((symbol >> 5) & 8191, DISTANCE_BITS[distance]);
  }
  writer.write(literalCodes[256], literals.lengths[256]);
}
