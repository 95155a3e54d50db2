import { CheckpointError } from '../errors.js';

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** No module or class name is longer. */
const MAX_LINE = 1024;

/** As many arguments as every engine takes in one call. */
const LATIN1_STEP = 4096;

/** Walks over bytes, and says so when they end too early. */
export class ByteCursor {
  private readonly view: DataView;

  constructor(
    readonly bytes: Uint8Array,
    public at = 0,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Moves on by `count` bytes and returns where they begin. */
  private advance(count: number): number {
    const from = this.at;
    if (!(count <= this.bytes.length - from)) {
      throw new CheckpointError(
        'truncated',
        `The file ends at byte ${this.bytes.length}, where ${count} bytes from ${from} on are needed. ` +
          'It is incomplete or damaged; get it again.',
      );
    }
    this.at += count;
    return from;
  }

  /** A view, not a copy. */
  take(count: number): Uint8Array {
    const from = this.advance(count);
    return this.bytes.subarray(from, from + count);
  }

  uint8(): number {
    return this.view.getUint8(this.advance(1));
  }

  uint16(): number {
    return this.view.getUint16(this.advance(2), true);
  }

  uint32(): number {
    return this.view.getUint32(this.advance(4), true);
  }

  int32(): number {
    return this.view.getInt32(this.advance(4), true);
  }

  int64(): bigint {
    return this.view.getBigInt64(this.advance(8), true);
  }

  /** As a double: exact for every length that a file can have, and too large for all others. */
  uint64(): number {
    return Number(this.view.getBigUint64(this.advance(8), true));
  }

  /** Big-endian, as pickles write floats. */
  float64(): number {
    return this.view.getFloat64(this.advance(8), false);
  }

  utf8(count: number): string {
    const bytes = this.take(count);
    try {
      return strictUtf8.decode(bytes);
    } catch {
      throw new CheckpointError('invalid-pickle', `The text at byte ${this.at - count} is no valid UTF-8.`);
    }
  }

  /** One byte, one character: Python 2 strings. */
  latin1(count: number): string {
    const bytes = this.take(count);
    let text = '';
    for (let from = 0; from < count; from += LATIN1_STEP) {
      text += String.fromCharCode(...bytes.subarray(from, from + LATIN1_STEP));
    }
    return text;
  }

  /** Up to the next line feed, which is skipped. */
  line(): string {
    const end = this.bytes.subarray(this.at, this.at + MAX_LINE + 1).indexOf(0x0a);
    if (end < 0) {
      if (this.bytes.length - this.at <= MAX_LINE) this.advance(MAX_LINE + 1);
      throw new CheckpointError(
        'invalid-pickle',
        `The line at byte ${this.at} has more than ${MAX_LINE} bytes.`,
      );
    }
    const text = this.utf8(end);
    this.at++;
    return text;
  }
}
