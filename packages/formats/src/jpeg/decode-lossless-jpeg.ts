import { FormatError } from '../errors.js';
import { BitReader } from './bit-reader.js';
import type { JpegFrame } from './jpeg-frame.js';
import { eachScan, type JpegScan } from './jpeg-scans.js';

type Samples = Uint8Array | Uint16Array;

/**
 * A lossless JPEG image (ITU T.81, annex H: Huffman coding, predictors 1 to 7, 2 to 16 bits), interleaved by pixel.
 *
 * @param frame its header, see `readJpegFrame`
 * @throws {FormatError} `corrupt`, `truncated`, `unsupported` for arithmetic coding, hierarchies and subsampling
 */
export function decodeLosslessJpeg(bytes: Uint8Array, frame: JpegFrame): Samples {
  const { marker, precision, width, height, components } = frame;
  if (marker !== 0xc3 || precision < 2 || precision > 16) {
    throw new FormatError(
      'unsupported',
      `The JPEG image is ${precision}-bit of type SOF${marker - 0xc0}; lossless ones are SOF3 of 2 to 16 bits.`,
    );
  }
  const samples = new (precision > 8 ? Uint16Array : Uint8Array)(width * height * components);
  const missing = new Set(Array.from({ length: components }, (_, index) => index));
  eachScan(bytes, (scan) => {
    for (const { index } of scan.components) missing.delete(index);
    return decodeScan(bytes, scan, frame, samples);
  });
  if (missing.size > 0) {
    throw new FormatError(
      'truncated',
      'The lossless JPEG image ends before all its components; it is cut off.',
    );
  }
  return samples;
}

function decodeScan(bytes: Uint8Array, scan: JpegScan, frame: JpegFrame, samples: Samples): number {
  const { components, start: predictor, low, interval, data } = scan;
  const { width, height, precision, components: step } = frame;
  if (
    predictor < 1 ||
    predictor > 7 ||
    components.some((one) => one.horizontal !== 1 || one.vertical !== 1)
  ) {
    throw new FormatError(
      'unsupported',
      `The lossless JPEG image has predictor ${predictor} or subsampled components; predictors 1 to 7 of full samples can be read.`,
    );
  }
  if (components.some(({ dc }) => dc === undefined)) {
    throw new FormatError('corrupt', 'The lossless JPEG image lacks a Huffman table.');
  }
  const reader = new BitReader(bytes, data);
  const middle = 2 ** (precision - low - 1);
  // Since the image, or since a restart, whose first row knows nothing above it.
  let firstRow = 0;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const pixel = row * width + column;
      const restarted = interval > 0 && pixel > 0 && pixel % interval === 0;
      if (restarted) {
        reader.restart();
        firstRow = row;
      }
      for (const { index, dc } of components) {
        const at = pixel * step + index;
        const bits = reader.symbol(dc as NonNullable<typeof dc>);
        const difference = bits === 16 ? 32768 : reader.signed(bits);
        const predicted =
          pixel === 0 || restarted
            ? middle
            : predict(samples, at, step, width * step, column === 0, row === firstRow, predictor, low);
        // Modulo 2 to the 16, as the differences are (H.1.2.1).
        samples[at] = ((predicted + difference) & 0xffff) << low;
      }
    }
  }
  return reader.end();
}

/** From the neighbors to the left (a), above (b) and to the left above (c): ITU T.81, table H.1. */
function predict(
  samples: Samples,
  at: number,
  step: number,
  line: number,
  firstColumn: boolean,
  firstRow: boolean,
  predictor: number,
  low: number,
): number {
  if (firstRow) return samples[at - step] >> low;
  const b = samples[at - line] >> low;
  if (firstColumn) return b;
  const a = samples[at - step] >> low;
  const c = samples[at - line - step] >> low;
  switch (predictor) {
    case 1:
      return a;
    case 2:
      return b;
    case 3:
      return c;
    case 4:
      return a + b - c;
    case 5:
      return a + ((b - c) >> 1);
    case 6:
      return b + ((a - c) >> 1);
    default:
      return (a + b) >> 1;
  }
}
