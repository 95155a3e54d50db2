import type { PixelArray } from '../volume/volume.js';

/** Element types of files; 64-bit integers and half floats have no plain typed array (see {@link decodeScalars}). */
export type ScalarType =
  | 'int8'
  | 'uint8'
  | 'int16'
  | 'uint16'
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'uint64'
  | 'float16'
  | 'float32'
  | 'float64';

const WIDTHS: Record<ScalarType, number> = {
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  int64: 8,
  uint64: 8,
  float16: 2,
  float32: 4,
  float64: 8,
};

/** The element type of a typed array. */
export function scalarTypeOf(data: PixelArray): ScalarType {
  return data[Symbol.toStringTag].replace('Array', '').toLowerCase() as ScalarType;
}

/** Bytes of one element. */
export function scalarWidth(type: ScalarType): number {
  return WIDTHS[type];
}

/**
 * Bytes of a file as numbers, copied (a file's data need not be aligned) and swapped where the file is big-endian.
 *
 * 64-bit integers become Int32Array where every value fits and Float64Array otherwise (exact to 2^53); float16
 * becomes Float32Array, exactly.
 *
 * @param owned true for bytes that nobody else needs, so that no copy is made
 */
export function decodeScalars(
  bytes: Uint8Array,
  type: ScalarType,
  littleEndian: boolean,
  owned = false,
): PixelArray {
  // Not bytes.slice(): a Node Buffer's is a view.
  const copy = owned && bytes.byteLength === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes);
  // Every platform that runs JavaScript today is little-endian.
  if (!littleEndian) swapBytes(copy, WIDTHS[type]);
  const { buffer } = copy;
  switch (type) {
    case 'int8':
      return new Int8Array(buffer);
    case 'uint8':
      return copy;
    case 'int16':
      return new Int16Array(buffer);
    case 'uint16':
      return new Uint16Array(buffer);
    case 'int32':
      return new Int32Array(buffer);
    case 'uint32':
      return new Uint32Array(buffer);
    case 'int64':
      return narrow(new BigInt64Array(buffer));
    case 'uint64':
      return narrow(new BigUint64Array(buffer));
    case 'float16':
      return Float32Array.from(new Uint16Array(buffer), fromHalf);
    case 'float32':
      return new Float32Array(buffer);
    case 'float64':
      return new Float64Array(buffer);
  }
}

/** Reverses the bytes of every `width`-byte element in place. */
function swapBytes(bytes: Uint8Array, width: number): void {
  for (let start = 0; start + width <= bytes.length; start += width) {
    for (let low = start, high = start + width - 1; low < high; low++, high--) {
      const byte = bytes[low];
      bytes[low] = bytes[high];
      bytes[high] = byte;
    }
  }
}

function narrow(values: BigInt64Array | BigUint64Array): PixelArray {
  const wide = new Float64Array(values.length);
  let fits = true;
  for (let index = 0; index < values.length; index++) {
    wide[index] = Number(values[index]);
    fits &&= wide[index] === (wide[index] | 0);
  }
  return fits ? Int32Array.from(wide) : wide;
}

function fromHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 31;
  const fraction = half & 1023;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
