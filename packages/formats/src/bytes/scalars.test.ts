import { expect, test } from 'vitest';
import { decodeScalars, type ScalarType } from './scalars.js';

const bytesOf = (array: ArrayBufferView) => new Uint8Array(array.buffer);
const reversed = (bytes: Uint8Array, width: number) => {
  const copy = bytes.slice();
  for (let at = 0; at < copy.length; at += width) copy.subarray(at, at + width).reverse();
  return copy;
};

test.each([
  ['int8', new Int8Array([-128, 5]), 1],
  ['uint8', new Uint8Array([255, 5]), 1],
  ['int16', new Int16Array([-1024, 3071]), 2],
  ['uint16', new Uint16Array([65535, 1]), 2],
  ['int32', new Int32Array([-(2 ** 31), 7]), 4],
  ['uint32', new Uint32Array([2 ** 32 - 1, 7]), 4],
  ['float32', new Float32Array([1.5, Number.NaN]), 4],
  ['float64', new Float64Array([Math.PI, -0]), 8],
] as const)('%s is read in both byte orders', (type: ScalarType, values, width) => {
  const bytes = bytesOf(values);
  expect(decodeScalars(bytes, type, true)).toEqual(values);
  expect(decodeScalars(reversed(bytes, width), type, false)).toEqual(values);
});

test('The bytes need not be aligned and are not aliased', () => {
  const bytes = new Uint8Array([9, 1, 0, 2, 0]);
  const values = decodeScalars(bytes.subarray(1), 'uint16', true);
  bytes.fill(0);
  expect(values).toEqual(new Uint16Array([1, 2]));
});

test('64-bit integers become Int32Array where they fit and Float64Array where they do not', () => {
  expect(decodeScalars(bytesOf(new BigInt64Array([-3n, 4n])), 'int64', true)).toEqual(
    new Int32Array([-3, 4]),
  );
  expect(decodeScalars(bytesOf(new BigUint64Array([2n ** 40n])), 'uint64', true)).toEqual(
    new Float64Array([2 ** 40]),
  );
});

test('Half floats keep subnormals, infinities and signs', () => {
  const halves = new Uint16Array([0x3c00, 0xc000, 0x0001, 0x7c00, 0xfc00, 0x8000, 0x7bff]);
  expect(decodeScalars(bytesOf(halves), 'float16', true)).toEqual(
    new Float32Array([1, -2, 2 ** -24, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 65504]),
  );
});
