import { expect, test } from 'vitest';
import { DataError } from './errors.js';

test('An error carries its code, its message and its cause', () => {
  const cause = new Error('disk');
  const error = new DataError('io', 'cannot read a.png', { cause });
  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({ name: 'DataError', code: 'io', message: 'cannot read a.png', cause });
});

test('An error of another copy of the package is recognized by its brand', () => {
  const foreign = { [Symbol.for('@miniseg/data.error')]: true, code: 'empty' };
  expect(DataError.isInstance(foreign)).toBe(true);
  expect(DataError.isInstance(new DataError('empty', 'no bytes'))).toBe(true);
});

test('Other values are not taken for a DataError', () => {
  for (const value of [new Error('x'), null, undefined, 'empty', { code: 'empty' }]) {
    expect(DataError.isInstance(value)).toBe(false);
  }
});
