import { expect, it } from 'vitest';
import { valueAt } from './value-at.js';

const slice = { data: Int16Array.of(-1000, -700, 40, 60, 80, 100), width: 3, height: 2 };

it('tells the value of the nearest pixel, and nothing beside the slice', () => {
  expect(valueAt(slice, { row: 0.4, column: 0.6 }, true)).toBe('1, 0: -700 HU');
  expect(valueAt(slice, { row: 1.4, column: 2.4 }, false)).toBe('2, 1: 100');
  for (const at of [undefined, { row: -0.6, column: 0 }, { row: 0, column: 2.6 }]) {
    expect(valueAt(slice, at, true)).toBe('');
  }
  expect(
    valueAt({ ...slice, data: Float32Array.of(0.123456, 0, 0, 0, 0, 0) }, { row: 0, column: 0 }, false),
  ).toBe('0, 0: 0.1235');
});
