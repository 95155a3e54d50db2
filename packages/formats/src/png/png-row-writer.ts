import { Zlib } from 'fflate';
import { concatBytes } from '../bytes/concat.js';
import { check, checkOptions } from '../check-options.js';
import { FormatError } from '../errors.js';
import type { Raster } from '../volume/raster.js';
import { pngBeginning, pngChunk } from './write-png-chunks.js';

/** What a PNG file is to hold. */
export type PngRowWriterOptions = Pick<Raster, 'width' | 'height' | 'channels' | 'palette'>;

/**
 * A PNG file of 8-bit samples from rows that come one after the other: in memory are no more than its compressed bytes.
 *
 * @example
 * const png = new PngRowWriter({ width, height, channels: 1 });
 * for (let row = 0; row < height; row++) png.write(rowOf(row));
 * await writeFile('large.png', png.finish());
 */
export class PngRowWriter {
  readonly #options: PngRowWriterOptions;
  readonly #chunks: Uint8Array[];
  readonly #encoder: Zlib;
  readonly #above: Uint8Array;
  #rows = 0;

  /** @throws {FormatError} `invalid-argument` for sides, channels or a palette that are none */
  constructor(options: PngRowWriterOptions) {
    checkOptions('PngRowWriter', options, { width: 1, height: 1, channels: 1, palette: 1 });
    const { width, height, channels, palette } = options;
    const side = (value: number) => Number.isInteger(value) && value >= 1 && value < 2 ** 31;
    if (!side(width) || !side(height) || ![1, 2, 3, 4].includes(channels)) {
      throw new FormatError(
        'invalid-argument',
        `A PNG of ${width} x ${height} pixels and ${channels} channels cannot be written; it takes whole sides of at least 1, and 1 to 4 channels.`,
      );
    }
    const colors = palette instanceof Uint8Array ? palette.length / 3 : 0;
    const isPalette = Number.isInteger(colors) && colors >= 1 && colors <= 256 && channels === 1;
    const rule = 'it is 3 bytes for each of 1 to 256 colors, as a Uint8Array, for one channel of indices';
    check(palette === undefined || isPalette, 'palette', palette, rule);
    this.#options = { ...options };
    this.#chunks = pngBeginning(options, 8);
    this.#above = new Uint8Array(width * channels);
    this.#encoder = new Zlib({ level: 4 }, (bytes) => {
      if (bytes.length > 0) this.#chunks.push(pngChunk('IDAT', bytes));
    });
  }

  /**
   * @param rows One or more whole rows.
   * @throws {FormatError} `invalid-argument` for what is no samples, other numbers of them, and more rows than there are
   */
  write(rows: Uint8Array): void {
    check(rows instanceof Uint8Array, 'rows', rows, 'they are 8-bit samples, as a Uint8Array');
    const length = this.#above.length;
    const count = rows.length / length;
    if (!Number.isInteger(count) || this.#rows + count > this.#options.height) {
      throw new FormatError(
        'invalid-argument',
        `write got ${rows.length} samples, which are ${count} rows, after ${this.#rows} of ${this.#options.height}.`,
      );
    }
    const lines = new Uint8Array(count * (length + 1));
    const { palette } = this.#options;
    for (let row = 0; row < count; row++) {
      const line = rows.subarray(row * length, (row + 1) * length);
      const to = row * (length + 1);
      // Neighboring samples of pictures are alike; indices are not numbers to subtract.
      lines[to] = palette ? 0 : 2;
      for (let i = 0; i < length; i++) lines[to + 1 + i] = palette ? line[i] : line[i] - this.#above[i];
      this.#above.set(line);
    }
    this.#rows += count;
    this.#encoder.push(lines, this.#rows === this.#options.height);
  }

  /**
   * @returns The file.
   * @throws {FormatError} `invalid-argument` where rows are missing
   */
  finish(): Uint8Array {
    if (this.#rows < this.#options.height) {
      throw new FormatError(
        'invalid-argument',
        `The PNG has ${this.#rows} of ${this.#options.height} rows; write the others first.`,
      );
    }
    return concatBytes([...this.#chunks, pngChunk('IEND', new Uint8Array(0))]);
  }
}
