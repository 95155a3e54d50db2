import { checkAnnounced } from '../bytes/limits.js';
import { decodeScalars, type ScalarType, scalarWidth } from '../bytes/scalars.js';
import { asciiAt } from '../bytes/text.js';
import { checkOptions } from '../check-options.js';
import { FormatError } from '../errors.js';
import { type FileBytes, toBytes } from '../to-bytes.js';
import type { PixelArray } from '../volume/volume.js';

/** An array of any number of axes, last axis fastest. */
export interface NumericArray {
  data: PixelArray;
  shape: number[];
}

/** Options of `readNpy`. */
export interface ReadNpyOptions {
  /** Bytes of data that the file may announce; default 1 GiB. */
  maxBytes?: number;
}

const KINDS: Record<string, string> = { i: 'int', u: 'uint', f: 'float' };

export function isNpy(bytes: Uint8Array): boolean {
  return asciiAt(bytes, 0, 6) === '\x93NUMPY';
}

/**
 * A .npy file of versions 1 to 3: booleans, integers and floats of 16 to 64 bits, either byte order. Arrays in
 * Fortran order are turned into row-major order. 64-bit integers become Int32Array where they fit, else Float64Array.
 *
 * @throws {FormatError} `unknown-format`, `truncated`, `corrupt`, `too-large`, or `unsupported` for complex, text,
 * structured and object arrays (the last are pickles, which are programs)
 * @see https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
export function readNpy(file: FileBytes, options: ReadNpyOptions = {}): NumericArray {
  checkOptions('readNpy', options, { maxBytes: 1 });
  const bytes = toBytes('readNpy', file);
  const { shape, count, type, littleEndian, columnMajor, end } = npyHeader(bytes);
  const byteCount = count * scalarWidth(type);
  checkAnnounced(byteCount, options.maxBytes, 'The .npy file');
  if (bytes.length < end + byteCount) {
    throw new FormatError(
      'truncated',
      `The .npy file has ${bytes.length} bytes where its header needs ${end + byteCount}.`,
    );
  }
  const data = decodeScalars(bytes.subarray(end, end + byteCount), type, littleEndian);
  return { data: columnMajor ? rowMajor(data, shape) : data, shape };
}

interface NpyHeader {
  shape: number[];
  /** Of values. */
  count: number;
  type: ScalarType;
  littleEndian: boolean;
  /** Fortran order. */
  columnMajor: boolean;
  /** Where the values begin. */
  end: number;
}

/** @throws {FormatError} as `readNpy` */
export function npyHeader(bytes: Uint8Array): NpyHeader {
  if (!isNpy(bytes)) throw new FormatError('unknown-format', 'The file does not begin as a .npy file does.');
  const { text, end } = headerText(bytes);
  const descr = /'descr'\s*:\s*'([<>|=]?)([a-zA-Z?])(\d*)'/.exec(text);
  const fortran = /'fortran_order'\s*:\s*(True|False)/.exec(text);
  const axes = /'shape'\s*:\s*\(([\d\sL,]*)\)/.exec(text);
  if (!descr && /'descr'/.test(text))
    throw new FormatError('unsupported', `The .npy file has a structured type: ${text}`);
  if (!descr || !fortran || !axes)
    throw new FormatError('corrupt', `The .npy header cannot be read: ${text}`);

  const shape = axes[1]
    .split(',')
    .filter((part) => part.trim() !== '')
    .map((part) => Number.parseInt(part, 10));
  const type = scalarType(descr);
  const count = shape.reduce((product, size) => product * size, 1);
  return { shape, count, type, littleEndian: descr[1] !== '>', columnMajor: fortran[1] === 'True', end };
}

function headerText(bytes: Uint8Array): { text: string; end: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = bytes[6] === 1 ? 10 : 12;
  if (bytes.length < start) throw new FormatError('truncated', 'The .npy file ends within its header.');
  if (bytes[6] < 1 || bytes[6] > 3)
    throw new FormatError('unsupported', `The .npy file is of version ${bytes[6]} (1 to 3).`);
  const length = bytes[6] === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (start + length > bytes.length)
    throw new FormatError('truncated', 'The .npy file ends within its header.');
  // numpy itself refuses headers beyond 10,000 bytes; no numeric array needs one.
  if (length > 10_000)
    throw new FormatError('corrupt', `The .npy header is ${length} bytes long; at most 10000 make sense.`);
  return { text: asciiAt(bytes, start, length), end: start + length };
}

function scalarType([, , kind, width]: RegExpExecArray): ScalarType {
  if (kind === '?' || (kind === 'b' && width === '1')) return 'uint8';
  const type = `${KINDS[kind]}${8 * Number(width)}`;
  if (!/^(u?int(8|16|32|64)|float(16|32|64))$/.test(type)) {
    throw new FormatError(
      'unsupported',
      `The .npy file holds values of type '${kind}${width}'; booleans, integers and floats to 64 bits can be read.`,
    );
  }
  return type as ScalarType;
}

function rowMajor(data: PixelArray, shape: number[]): PixelArray {
  const result = data.slice();
  const index = shape.map(() => 0);
  const steps = shape.map((_, axis) => shape.slice(0, axis).reduce((product, size) => product * size, 1));
  let source = 0;
  for (let target = 0; target < data.length; target++) {
    result[target] = data[source];
    // Count up the last axis first, as an odometer.
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      source += steps[axis];
      if (++index[axis] < shape[axis]) break;
      source -= steps[axis] * shape[axis];
      index[axis] = 0;
    }
  }
  return result;
}
