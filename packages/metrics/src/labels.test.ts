import { describe, expect, it } from 'vitest';
import { confusion, distanceTransform } from './index.js';
import { integerLabels, type LabelArray } from './labels.js';

describe('labels', () => {
  it('come out the same from every kind of array', () => {
    const values = [0, 3, 1, 2];
    const kinds = [
      Uint8Array,
      Uint8ClampedArray,
      Int8Array,
      Uint16Array,
      Int16Array,
      Uint32Array,
      Int32Array,
      Float32Array,
      Float64Array,
    ];
    for (const kind of kinds) expect([...integerLabels(kind.from(values), 'x')], kind.name).toEqual(values);
    expect([...integerLabels(values, 'x')]).toEqual(values);
  });

  it('of byte arrays are not copied', () => {
    const bytes = new Uint8Array([9, 1, 2, 9]).subarray(1, 3);
    expect(integerLabels(bytes, 'x')).toBe(bytes);
    const clamped = new Uint8ClampedArray(bytes.buffer, 1, 2);
    const view = integerLabels(clamped, 'x');
    expect([...view]).toEqual([1, 2]);
    expect(view.buffer).toBe(bytes.buffer);
  });

  it('that are no array of numbers are refused with a cure', () => {
    const wrong = [
      undefined,
      null,
      'mask',
      { dataId: 1 },
      new DataView(new ArrayBuffer(1)),
      new BigInt64Array(1),
    ];
    for (const value of wrong as unknown as LabelArray[]) {
      const failure = expect.objectContaining({
        code: 'invalid-argument',
        message: expect.stringContaining('typed array'),
      });
      expect(() => confusion([0], value, { classes: 2 })).toThrow(failure);
      expect(() => distanceTransform(value, { shape: [1, 1] })).toThrow(failure);
    }
  });

  it('that are NaN are refused with their index', () => {
    expect(() => integerLabels(new Float32Array([0, Number.NaN]), 'truth')).toThrow(
      expect.objectContaining({ code: 'nan', message: expect.stringContaining('truth[1] is NaN') }),
    );
  });

  it('that are no integers are refused with value, index and cure', () => {
    expect(() => integerLabels(new Float64Array([0, 1, 0.25]), 'prediction')).toThrow(
      expect.objectContaining({
        code: 'not-integer',
        message: expect.stringMatching(/prediction\[2\] is 0\.25.*Threshold/),
      }),
    );
  });

  it('that 32 bits cannot hold are refused instead of wrapped', () => {
    for (const labels of [[2 ** 32 + 1], [Number.POSITIVE_INFINITY], new Uint32Array([2 ** 31])]) {
      expect(() => integerLabels(labels, 'x')).toThrow(expect.objectContaining({ code: 'not-integer' }));
    }
  });
});
