import { Unzlib } from 'fflate';
import { formatBytes } from '../bytes/text.js';
import { check } from '../check-options.js';
import { FormatError } from '../errors.js';
import { type FileBytes, toBytes } from '../to-bytes.js';
import type { Raster } from '../volume/raster.js';
import { readPngChunks } from './png-chunks.js';
import { type PngFormat, pixelBytesOf, pngFormat, rowBytesOf } from './png-format.js';
import { unfilter } from './unfilter.js';
import { unpackRow } from './unpack-row.js';

// A deflate stream cannot grow by more than this (RFC 1951: a 258-byte copy takes at least two bits).
const MAX_RATIO = 1032;
// Bounds what one step may add: 4 KiB in, at most 4 MiB out.
const STEP = 4 * 1024;
const WHAT = 'The PNG image';

/**
 * A PNG image row by row, so that one of any size takes no more memory than its file and some rows. Samples are as
 * `decodePng` gives them; interlaced images cannot be read like this.
 *
 * @example
 * const png = new PngRows(bytes);
 * while (png.row < png.height) show(png.read(1));
 * @see PNG specification, third edition, https://www.w3.org/TR/png-3/
 */
export class PngRows {
  readonly width: number;
  readonly height: number;
  readonly channels: Raster['channels'];
  /** The sample value of white: 1, 3, 15, 255 or 65535. */
  readonly maxValue: number;
  /** RGB triples of the palette; samples are then indices. */
  readonly palette?: Uint8Array;
  readonly #format: PngFormat;
  readonly #parts: Uint8Array[];
  /** The row above and the current one, each behind its filter byte. */
  readonly #lines: Uint8Array;
  readonly #decoder: Unzlib;
  /** Decompressed, and not read yet. */
  #pending: Uint8Array[] = [];
  #available = 0;
  #row = 0;

  /** @throws {FormatError} `unsupported` for an interlaced image; else as `decodePng`, but for `too-large` */
  constructor(file: FileBytes) {
    const { header, palette, parts } = readPngChunks(toBytes('PngRows', file));
    const format = pngFormat({ header, palette });
    const { width, height, channels, depth, indexed } = format;
    if (format.interlaced) {
      throw new FormatError(
        'unsupported',
        'The PNG image is interlaced, whose rows do not come in order. Save it without interlacing.',
      );
    }
    const compressed = parts.reduce((sum, part) => sum + part.length, 0);
    const needed = height * (1 + rowBytesOf(format, width));
    if (width === 0 || height === 0) throw new FormatError('empty', `${WHAT} holds no values.`);
    if (compressed * MAX_RATIO < needed) {
      throw new FormatError(
        'truncated',
        `${WHAT} needs ${formatBytes(needed)}, more than its ${compressed} compressed bytes can hold; the file is cut off or its header is wrong.`,
      );
    }
    [this.width, this.height, this.channels, this.maxValue] = [width, height, channels, 2 ** depth - 1];
    if (palette && indexed) this.palette = new Uint8Array(palette);
    this.#format = format;
    this.#parts = parts.slice();
    this.#lines = new Uint8Array(2 * (1 + rowBytesOf(format, width)));
    this.#decoder = new Unzlib((chunk) => {
      if (chunk.length === 0) return;
      this.#pending.push(chunk);
      this.#available += chunk.length;
    });
  }

  /** Rows that were read so far. */
  get row(): number {
    return this.#row;
  }

  /**
   * @returns The next `count` rows, `count * width * channels` samples.
   * @throws {FormatError} `truncated`, `corrupt`; `invalid-argument` for more rows than there are
   */
  read(count: number): Uint8Array | Uint16Array {
    const { width, channels } = this;
    const { depth } = this.#format;
    this.#checkCount(count);
    const samples = count * width * channels;
    const data = depth === 16 ? new Uint16Array(samples) : new Uint8Array(samples);
    for (let row = 0; row < count; row++) {
      const line = this.#next();
      unpackRow(line, depth, channels, width, data, row * width * channels, channels);
    }
    return data;
  }

  /**
   * Passes over rows.
   *
   * @throws {FormatError} as `read`
   */
  skip(count: number): void {
    this.#checkCount(count);
    for (let row = 0; row < count; row++) this.#next();
  }

  #checkCount(count: number): void {
    const left = this.height - this.#row;
    const isCount = Number.isInteger(count) && count >= 0 && count <= left;
    check(isCount, 'count', count, `it is a whole number of rows, and ${left} are left`);
  }

  /** The next row without its filter. */
  #next(): Uint8Array {
    const stride = this.#lines.length / 2;
    const lines = this.#lines;
    lines.copyWithin(0, stride);
    // The row above is plain already.
    lines[0] = 0;
    this.#take(lines.subarray(stride));
    unfilter(lines, 2, stride - 1, pixelBytesOf(this.#format));
    this.#row++;
    if (this.#row === this.height) this.#end();
    return lines.subarray(stride + 1);
  }

  #take(to: Uint8Array): void {
    while (this.#available < to.length) {
      if (!this.#push()) {
        throw new FormatError(
          'truncated',
          `${WHAT} ends in row ${this.#row} of ${this.height}; the file is cut off.`,
        );
      }
    }
    for (let filled = 0; filled < to.length; ) {
      const [chunk] = this.#pending;
      const part = chunk.subarray(0, to.length - filled);
      to.set(part, filled);
      filled += part.length;
      if (part.length === chunk.length) this.#pending.shift();
      else this.#pending[0] = chunk.subarray(part.length);
    }
    this.#available -= to.length;
  }

  /** Feeds the decoder once; false at the end. */
  #push(): boolean {
    const [part] = this.#parts;
    if (!part) return false;
    const some = part.subarray(0, STEP);
    if (some.length === part.length) this.#parts.shift();
    else this.#parts[0] = part.subarray(some.length);
    try {
      this.#decoder.push(some, this.#parts.length === 0);
    } catch (cause) {
      // fflate's code 0: the input ended within the stream.
      const cutOff = (cause as { code?: number }).code === 0;
      throw new FormatError(
        cutOff ? 'truncated' : 'corrupt',
        `${WHAT} cannot be decompressed: ${cutOff ? 'the file is cut off' : (cause as Error).message}.`,
        { cause },
      );
    }
    return true;
  }

  /** Behind the last row there is nothing but the stream's own end. */
  #end(): void {
    while (this.#available === 0 && this.#push());
    if (this.#available === 0) return;
    throw new FormatError('corrupt', `${WHAT} holds more data than its header announces.`);
  }
}
