import { FormatError } from '../errors.js';

/** For each 16 bits that may come, the length of the code that they begin with, times 256, and its value; 0 for none. */
export type HuffmanTable = Uint16Array;

/**
 * A Huffman table as a lookup of 16 bits (ITU T.81, annex C).
 *
 * @param counts how many codes there are of each length from 1 to 16
 * @param values in the order of the codes
 * @throws {FormatError} `corrupt` where the codes do not fit in their lengths
 */
export function huffmanTable(counts: Uint8Array, values: Uint8Array): HuffmanTable {
  const table = new Uint16Array(65536);
  let code = 0;
  let at = 0;
  for (let length = 1; length <= 16; length++) {
    for (let index = 0; index < counts[length - 1]; index++, code++) {
      const first = code << (16 - length);
      if (first >= 65536) throw new FormatError('corrupt', 'A Huffman table of the JPEG image is not valid.');
      table.fill((length << 8) | values[at++], first, first + (1 << (16 - length)));
    }
    code <<= 1;
  }
  return table;
}

/** The bits of a JPEG's entropy-coded data, without stuffed bytes, up to the next marker (ITU T.81, annex F.2). */
export class BitReader {
  private buffer = 0;
  private count = 0;
  /** How many of the bits are behind the end of the data. */
  private beyond = 0;
  private ended = false;

  constructor(
    private readonly bytes: Uint8Array,
    private at: number,
  ) {}

  /** @throws {FormatError} `truncated` where the data end within the code, `corrupt` for none */
  symbol(table: HuffmanTable): number {
    if (this.count < 16) this.fill(16);
    const entry = table[(this.buffer >>> (this.count - 16)) & 0xffff];
    if (entry === 0) throw new FormatError('corrupt', 'The JPEG image holds a code of no Huffman table.');
    this.drop(entry >> 8);
    return entry & 255;
  }

  /** A difference or coefficient of so many bits, with its sign (ITU T.81, F.2.2.1). */
  signed(bits: number): number {
    if (bits === 0) return 0;
    if (this.count < bits) this.fill(bits);
    const value = (this.buffer >>> (this.count - bits)) & ((1 << bits) - 1);
    this.drop(bits);
    return value < 1 << (bits - 1) ? value - (1 << bits) + 1 : value;
  }

  /** Goes on behind the next restart marker. */
  restart(): void {
    let { at } = this;
    while (at + 1 < this.bytes.length && !(this.bytes[at] === 0xff && isMarker(this.bytes[at + 1]))) at++;
    const marker = this.bytes[at + 1];
    if (!(marker >= 0xd0 && marker <= 0xd7)) {
      throw new FormatError('truncated', 'The JPEG image lacks a restart marker; it is cut off or damaged.');
    }
    this.at = at + 2;
    this.buffer = 0;
    this.count = 0;
    this.beyond = 0;
    this.ended = false;
  }

  /** Where the marker behind the data begins. */
  end(): number {
    let { at } = this;
    while (at + 1 < this.bytes.length && !(this.bytes[at] === 0xff && isMarker(this.bytes[at + 1]))) at++;
    return at;
  }

  private fill(bits: number): void {
    while (this.count < bits) {
      const byte = this.ended ? 0 : this.next();
      if (this.ended) this.beyond += 8;
      this.buffer = (this.buffer << 8) | byte;
      this.count += 8;
    }
  }

  private next(): number {
    const { bytes, at } = this;
    const byte = bytes[at];
    if (at >= bytes.length || (byte === 0xff && bytes[at + 1] !== 0)) {
      this.ended = true;
      return 0;
    }
    this.at += byte === 0xff ? 2 : 1;
    return byte;
  }

  private drop(bits: number): void {
    this.count -= bits;
    if (this.count < this.beyond) {
      throw new FormatError(
        'truncated',
        'The data of the JPEG image end too early; it is cut off or damaged.',
      );
    }
  }
}

/** Neither a stuffed byte nor one that fills. */
const isMarker = (byte: number) => byte !== 0 && byte !== 0xff;
