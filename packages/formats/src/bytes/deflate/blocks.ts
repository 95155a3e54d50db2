import type { BitWriter } from './bit-writer.js';
import {
  type Block,
  DISTANCE_BITS,
  DISTANCE_CODES,
  LENGTH_BITS,
  LENGTH_CODES,
  matchSymbol,
  writeBlock,
} from './block.js';

/** A block ends behind so many matches or symbols, unless no more than a few bytes are left. */
const MOST_MATCHES = 7000;
const MOST_SYMBOLS = 24576;
const FEW = 423;

/** Bytes and matches, block by block as fflate 0.8 cuts them. */
export class Blocks {
  readonly #block: Block = {
    symbols: new Int32Array(25000),
    count: 0,
    extraBits: 0,
    literals: new Uint16Array(288),
    distances: new Uint16Array(32),
  };
  #matches = 0;
  #start = 0;

  constructor(
    private readonly writer: BitWriter,
    private readonly data: Uint8Array,
  ) {}

  /** Begins a block where the last one is full. @param at Of the next byte. */
  goOn(at: number): void {
    if ((this.#matches > MOST_MATCHES || this.#block.count > MOST_SYMBOLS) && this.data.length - at > FEW)
      this.#write(at, false);
  }

  byte(value: number): void {
    const block = this.#block;
    block.symbols[block.count++] = value;
    block.literals[value]++;
  }

  match(length: number, distance: number): void {
    const block = this.#block;
    block.symbols[block.count++] = matchSymbol(length, distance);
    const lengthCode = LENGTH_CODES[length] & 31;
    const distanceCode = DISTANCE_CODES[distance] & 31;
    block.extraBits += LENGTH_BITS[lengthCode] + DISTANCE_BITS[distanceCode];
    block.literals[257 + lengthCode]++;
    block.distances[distanceCode]++;
    this.#matches++;
  }

  end(): void {
    this.#write(this.data.length, true);
  }

  #write(end: number, last: boolean): void {
    const block = this.#block;
    writeBlock(this.writer, last, block, this.data.subarray(this.#start, end));
    this.#start = end;
    this.#matches = block.count = block.extraBits = 0;
    block.literals.fill(0);
    block.distances.fill(0);
  }
}
