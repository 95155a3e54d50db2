import { checkHeld } from '../bytes/limits.js';
import { scalarWidth } from '../bytes/scalars.js';
import { check, checkOptions } from '../check-options.js';
import { readDicomHeader } from '../dicom/dicom-header.js';
import { FormatError } from '../errors.js';
import { readJpegFrame } from '../jpeg/jpeg-frame.js';
import { readNiftiHeader } from '../nifti/nifti-header.js';
import { isGzip, niftiHead } from '../nifti/read-nifti.js';
import { npyHeader } from '../npy/read-npy.js';
import { type FileBytes, toBytes } from '../to-bytes.js';
import { readZip } from '../zip/read-zip.js';
import { recognize } from './recognize.js';

/** How much is in a file, by its header: nothing is decompressed to tell. */
export interface AnnouncedSize {
  /** Values, of all slices together. */
  values: number;
  /** [slices, rows, columns], where the header says so. */
  shape?: [slices: number, rows: number, columns: number];
  /** Bytes that reading it holds at most at a time: the file, what is decompressed, and the values. */
  memory: number;
}

// What the decoder of JPEG needs for a pixel: coefficients, planes and the result of three components.
const JPEG_BYTES = 33;

/**
 * What reading a file would take, for programs that count before they read. Undefined for a file that cannot be told, which
 * its reader then refuses with the reason.
 *
 * @throws {FormatError} `invalid-argument` for what holds no bytes
 * @example
 * const { memory } = announcedSize(bytes) ?? { memory: 0 };
 */
export function announcedSize(file: FileBytes): AnnouncedSize | undefined {
  const bytes = toBytes('announcedSize', file);
  try {
    return sizeOf(bytes);
  } catch (error) {
    if (FormatError.isInstance(error)) return undefined;
    throw error;
  }
}

function sizeOf(bytes: Uint8Array): AnnouncedSize | undefined {
  const { length } = bytes;
  switch (recognize(bytes)) {
    case 'png': {
      if (length < 33) return undefined;
      const view = new DataView(bytes.buffer, bytes.byteOffset, length);
      const [width, height] = [view.getUint32(16), view.getUint32(20)];
      const samples = [1, 1, 3, 3, 2, 1, 4][bytes[25]] ?? 4;
      const stored = Math.ceil((width * samples * bytes[24]) / 8) * height;
      const decoded = width * height * samples * (bytes[24] === 16 ? 2 : 1);
      // The file twice, as its chunks are joined; grey of several channels once more.
      const memory = 2 * length + stored + decoded + (samples > 1 ? decoded : 0);
      return { values: width * height, shape: [1, height, width], memory };
    }
    case 'jpeg': {
      const { width, height } = readJpegFrame(bytes);
      return {
        values: width * height,
        shape: [1, height, width],
        memory: length + JPEG_BYTES * width * height,
      };
    }
    case 'nifti': {
      const header = readNiftiHeader(niftiHead(bytes));
      const { dims, type, slope, intercept } = header;
      const [columns, rows, slices] = dims;
      const values = columns * rows * slices;
      const stored = values * scalarWidth(type);
      const scaled = Number.isFinite(slope) && slope !== 0 && (slope !== 1 || intercept !== 0);
      const wide = scalarWidth(type) > 4 || type === 'int32' || type === 'uint32';
      const changed = (scaled || scalarWidth(type) === 8 ? values : 0) * (wide ? 8 : 4);
      const memory = length + (isGzip(bytes) ? stored : 0) + stored + changed;
      return { values, shape: [slices, rows, columns], memory };
    }
    case 'dicom': {
      const { rows, columns, samples, bitsAllocated, frames } = readDicomHeader(bytes, Number.MAX_VALUE);
      const values = rows * columns * frames.length;
      // Stored frames of one slice, and all values after rescaling.
      const memory = length + rows * columns * samples * 8 + values * Math.max(4, bitsAllocated / 8);
      return { values, shape: [frames.length, rows, columns], memory };
    }
    case 'npy': {
      const { count, type, columnMajor, shape } = npyHeader(bytes);
      const memory = length + count * Math.max(scalarWidth(type), 4) * (columnMajor ? 2 : 1);
      const [columns = 1, rows = 1, ...more] = shape.toReversed();
      return { values: count, shape: [more.reduce((all, side) => all * side, 1), rows, columns], memory };
    }
    case 'npz': {
      const sizes = readZip(bytes, Number.MAX_VALUE).map(({ size }) => size);
      const largest = Math.max(0, ...sizes);
      return { values: largest, memory: length + 2 * largest };
    }
    case 'safetensors':
      return { values: length, memory: 2 * length };
    default:
      return undefined;
  }
}

/**
 * Refuses a file before it is read, where reading it and what is done with its values would take too much.
 *
 * @param maxMemory Bytes that may be held at a time.
 * @param perValue Bytes that the caller needs for each value, besides reading it. Default 0.
 * @throws {FormatError} `too-large` that names the size, the limit and the cure; `invalid-argument` for what is no file,
 *   limit or option
 * @example
 * checkMemory(bytes, 2 ** 30, { perValue: 4, what: 'scan.nii.gz' });
 */
export function checkMemory(
  file: FileBytes,
  maxMemory: number,
  options: { perValue?: number; what?: string } = {},
): void {
  const { perValue = 0, what = 'The file' } = checkOptions('checkMemory', options, { perValue: 1, what: 1 });
  check(
    typeof maxMemory === 'number' && maxMemory >= 0,
    'maxMemory',
    maxMemory,
    'it is a number of bytes, at least 0',
  );
  check(
    typeof perValue === 'number' && perValue >= 0,
    'perValue',
    perValue,
    'it is a number of bytes, at least 0',
  );
  check(typeof what === 'string', 'what', what, 'it is how messages call the file');
  const size = announcedSize(file);
  if (!size) return;
  const { values, shape, memory } = size;
  const needed = memory + values * perValue;
  checkHeld(needed, maxMemory, `${what} announces ${shape ? shape.join(' x ') : values} values`);
}
