import { scalarTypeOf, scalarWidth } from '../bytes/scalars.js';
import { FormatError } from '../errors.js';
import { described } from '../to-bytes.js';
import { isPixelArray } from '../volume/check-volume.js';
import type { NumericArray } from './read-npy.js';

/**
 * A .npy file (version 1.0, little-endian, row-major) of any array.
 *
 * @throws {FormatError} `invalid-argument` where shape and data do not fit
 * @example
 * const file = writeNpy({ data: Float32Array.from(volume.data), shape: volume.shape });
 */
export function writeNpy(array: NumericArray): Uint8Array {
  const { data, shape } = (array ?? {}) as Partial<NumericArray>;
  if (
    !isPixelArray(data) ||
    !Array.isArray(shape) ||
    !shape.every((size) => Number.isInteger(size) && size >= 0)
  ) {
    throw new FormatError(
      'invalid-argument',
      `writeNpy takes { data, shape }, a typed array and the sizes of its axes, and got ${described(array)}.`,
    );
  }
  const count = shape.reduce((product, size) => product * size, 1);
  if (count !== data.length) {
    throw new FormatError(
      'invalid-argument',
      `The shape ${shape.join(' x ')} needs ${count} values, and there are ${data.length}.`,
    );
  }
  const type = scalarTypeOf(data);
  const width = scalarWidth(type);
  const kind = type.startsWith('float') ? 'f' : type.startsWith('u') ? 'u' : 'i';
  const axes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const header = `{'descr': '${width === 1 ? '|' : '<'}${kind}${width}', 'fortran_order': False, 'shape': (${axes}), }`;
  // Data begin at a multiple of 64 bytes; the header ends with a line feed.
  const start = Math.ceil((10 + header.length + 1) / 64) * 64;
  const file = new Uint8Array(start + data.byteLength).fill(0x20, 0, start);
  file.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, (start - 10) & 255, (start - 10) >> 8]);
  for (let index = 0; index < header.length; index++) file[10 + index] = header.charCodeAt(index);
  file[start - 1] = 0x0a;
  file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), start);
  return file;
}
