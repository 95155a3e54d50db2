import { describe, expect, it } from 'vitest';
import { fromFloat32 } from './from-float32.js';
import { toFloat32 } from './to-float32.js';

describe('toFloat32', () => {
  it('converts all 65,536 half-precision numbers as IEEE 754 says', () => {
    const bytes = new Uint8Array(2 * 65536);
    const view = new DataView(bytes.buffer);
    for (let bits = 0; bits < 65536; bits++) view.setUint16(2 * bits, bits, true);
    const values = toFloat32({ dtype: 'F16', shape: [65536], bytes });
    // Ascending magnitude within each sign, and the landmarks of the format.
    for (let bits = 1; bits <= 0x7c00; bits++) expect(values[bits]).toBeGreaterThan(values[bits - 1]);
    for (let bits = 0; bits <= 0x7c00; bits++) expect(values[0x8000 | bits]).toBe(-values[bits]);
    expect([0x0001, 0x03ff, 0x0400, 0x3c00, 0x3c01, 0x7bff, 0x7c00].map((bits) => values[bits])).toEqual([
      2 ** -24,
      1023 * 2 ** -24,
      2 ** -14,
      1,
      1 + 2 ** -10,
      65504,
      Number.POSITIVE_INFINITY,
    ]);
    for (let bits = 0x7c01; bits < 0x8000; bits++) expect(values[bits]).toBeNaN();
  });

  it('reads from any byte offset and copies', () => {
    const bytes = new Uint8Array(9);
    bytes.set(fromFloat32(new Float32Array([1.5, -2]), [2]).bytes, 1);
    const values = toFloat32({ dtype: 'F32', shape: [2], bytes: bytes.subarray(1) });
    bytes.fill(0);
    expect(values).toEqual(new Float32Array([1.5, -2]));
  });

  it('refuses bytes that do not fill the shape', () => {
    expect(() => toFloat32({ dtype: 'F32', shape: [2], bytes: new Uint8Array(7) })).toThrow(
      expect.objectContaining({ code: 'invalid-tensor' }),
    );
  });
});

describe('fromFloat32', () => {
  it('keeps every bit, NaN payloads and negative zero too, when read back', () => {
    const bits = new Uint32Array([0x80000000, 0x7fc00001, 0xff800000, 1, 0x3f800000]);
    const { bytes, shape, dtype } = fromFloat32(new Float32Array(bits.buffer), [5]);
    expect({ shape, dtype }).toEqual({ shape: [5], dtype: 'F32' });
    expect(new Uint32Array(bytes.buffer)).toEqual(bits);
  });

  it('refuses a shape of another size', () => {
    expect(() => fromFloat32(new Float32Array(3), [2])).toThrow(
      expect.objectContaining({ code: 'invalid-argument' }),
    );
  });
});
