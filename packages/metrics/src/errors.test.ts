import { expect, it } from 'vitest';
import { MetricsError } from './errors.js';

it('is an Error with a code and is recognized by its brand across copies of the package', () => {
  const error = new MetricsError('nan', 'text');
  expect(error).toBeInstanceOf(Error);
  expect(error.code).toBe('nan');
  expect(MetricsError.isInstance(error)).toBe(true);
  expect(MetricsError.isInstance({ [Symbol.for('@miniseg/metrics.error')]: true })).toBe(true);
});

it('does not take other values for its own', () => {
  for (const value of [new Error('x'), undefined, null, 'nan', { code: 'nan' }]) {
    expect(MetricsError.isInstance(value)).toBe(false);
  }
});
