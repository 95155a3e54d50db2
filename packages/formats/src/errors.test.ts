import { expect, test } from 'vitest';
import { FormatError } from './errors.js';

test('An error carries its code, its message and its cause', () => {
  const cause = new Error('disk');
  const error = new FormatError('io', 'cannot read a.png', { cause });
  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({ name: 'FormatError', code: 'io', message: 'cannot read a.png', cause });
});

test('An error of another copy of the package is recognized by its brand', () => {
  const foreign = { [Symbol.for('@miniseg/formats.error')]: true, code: 'empty' };
  expect(FormatError.isInstance(foreign)).toBe(true);
  expect(FormatError.isInstance(new FormatError('empty', 'no bytes'))).toBe(true);
});

test('Other values are not taken for a FormatError', () => {
  for (const value of [new Error('x'), null, undefined, 'empty', { code: 'empty' }]) {
    expect(FormatError.isInstance(value)).toBe(false);
  }
});
