import { expect, it } from 'vitest';
import { explain, inOneLine } from './explain.js';

it('what browsers say when memory is short becomes one sentence, with what to do', () => {
  for (const error of [
    new RangeError('Array buffer allocation failed'),
    new RangeError('Invalid typed array length: 8589934592'),
    new RangeError('Invalid array buffer length'),
    new Error('WebAssembly.Memory(): could not allocate memory: out of memory'),
  ]) {
    expect(explain(error)).toEqual({
      text: 'There is not enough memory for this.',
      next: expect.stringContaining('Close other tabs'),
    });
  }
});

it("a reader's own message stays, without its class", () => {
  const error = Object.assign(new Error('The file is cut off.'), { name: 'DataError' });
  expect(explain(error)).toEqual({ text: 'The file is cut off.' });
  expect(inOneLine('odd')).toBe('odd');
});

it('a file that moved meanwhile is told as such', () => {
  const error = new DOMException('The requested file could not be read', 'NotReadableError');
  expect(explain(error).next).toBe('Open it again.');
});
