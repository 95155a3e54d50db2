import { FormatError } from '../errors.js';
import { BitReader } from './bit-reader.js';
import type { JpegFrame } from './jpeg-frame.js';
import { eachScan, type JpegScan } from './jpeg-scans.js';

/** Columns and rows of the coefficients in the order in which they are stored. */
const ZIGZAG = zigzag();
/** cos((2x + 1) u pi / 16) c(u) / 2, by u and x (ITU T.81, A.3.3). */
const COSINES = Float64Array.from({ length: 64 }, (_, at) => {
  const [u, x] = [at >> 3, at & 7];
  return (Math.cos(((2 * x + 1) * u * Math.PI) / 16) * (u === 0 ? Math.SQRT1_2 : 1)) / 2;
});

/**
 * A grey JPEG image of 12 bits (ITU T.81, process 4: extended sequential, Huffman coding), as some scanners compress
 * CT. Rounded from exact cosines, so that other decoders differ by 1 at most.
 *
 * @param frame its header, see `readJpegFrame`
 * @throws {FormatError} `corrupt`, `truncated`, `unsupported` for progressive and for color images
 */
export function decodeJpeg12bit(bytes: Uint8Array, frame: JpegFrame): Uint16Array {
  const { marker, precision, width, height, components } = frame;
  if ((marker !== 0xc0 && marker !== 0xc1) || precision !== 12 || components !== 1) {
    throw new FormatError(
      'unsupported',
      `The JPEG image is ${precision}-bit of type SOF${marker - 0xc0} with ${components} component(s); 8-bit ones, and grey 12-bit ones of type SOF1, can be read. Convert it first.`,
    );
  }
  const pixels = new Uint16Array(width * height);
  let scans = 0;
  eachScan(bytes, (scan) => {
    scans++;
    return decodeScan(bytes, scan, frame, pixels);
  });
  if (scans === 0) throw new FormatError('truncated', 'The JPEG image has no scan; it is cut off.');
  return pixels;
}

function decodeScan(
  bytes: Uint8Array,
  scan: JpegScan,
  { width, height }: JpegFrame,
  pixels: Uint16Array,
): number {
  const [{ dc, ac, quantization }] = scan.components;
  if (!dc || !ac || !quantization) {
    throw new FormatError('corrupt', 'The JPEG image lacks a Huffman or quantization table.');
  }
  const reader = new BitReader(bytes, scan.data);
  const [across, down] = [Math.ceil(width / 8), Math.ceil(height / 8)];
  const coefficients = new Float64Array(64);
  let direct = 0;
  for (let block = 0; block < across * down; block++) {
    if (scan.interval > 0 && block > 0 && block % scan.interval === 0) {
      reader.restart();
      direct = 0;
    }
    coefficients.fill(0);
    direct += reader.signed(reader.symbol(dc));
    coefficients[0] = direct * quantization[0];
    for (let at = 1; at < 64; at++) {
      const symbol = reader.symbol(ac);
      const [zeros, bits] = [symbol >> 4, symbol & 15];
      if (bits === 0 && zeros < 15) break;
      at += zeros;
      if (at > 63) throw new FormatError('corrupt', 'A block of the JPEG image has too many coefficients.');
      coefficients[ZIGZAG[at]] = reader.signed(bits) * quantization[at];
    }
    const values = inverseCosines(coefficients);
    const [top, left] = [8 * Math.floor(block / across), 8 * (block % across)];
    for (let row = 0; row < 8 && top + row < height; row++) {
      for (let column = 0; column < 8 && left + column < width; column++) {
        const value = Math.round(values[8 * row + column]) + 2048;
        pixels[(top + row) * width + left + column] = Math.min(4095, Math.max(0, value));
      }
    }
  }
  return reader.end();
}

/** The inverse cosine transform of a block, rows and then columns. */
function inverseCosines(coefficients: Float64Array): Float64Array {
  const rows = new Float64Array(64);
  const values = new Float64Array(64);
  for (let v = 0; v < 8; v++) {
    for (let x = 0; x < 8; x++) {
      let sum = 0;
      for (let u = 0; u < 8; u++) sum += coefficients[8 * v + u] * COSINES[8 * u + x];
      rows[8 * v + x] = sum;
    }
  }
  for (let y = 0; y < 8; y++) {
    for (let x = 0; x < 8; x++) {
      let sum = 0;
      for (let v = 0; v < 8; v++) sum += rows[8 * v + x] * COSINES[8 * v + y];
      values[8 * y + x] = sum;
    }
  }
  return values;
}

function zigzag(): number[] {
  const cells = Array.from({ length: 64 }, (_, at) => ({ row: at >> 3, column: at & 7 }));
  // Diagonal by diagonal, upwards on even ones.
  cells.sort((one, other) => {
    const [sum, otherSum] = [one.row + one.column, other.row + other.column];
    return sum - otherSum || (sum % 2 === 0 ? other.row - one.row : one.row - other.row);
  });
  return cells.map(({ row, column }) => 8 * row + column);
}
