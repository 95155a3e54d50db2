import { windowTo8bit } from '@miniseg/data';
import { expect, it } from 'vitest';
import { greyPixels } from './grey-pixels.js';

it('is windowTo8bit, for every value and every kind of array', () => {
  const all = Int16Array.from({ length: 65536 }, (_, i) => i - 32768);
  for (const [low, high] of [
    [-1350, 150],
    [-160, 240],
    [0, 4095],
    [-40000, 40000],
  ] as const) {
    const expected = windowTo8bit(all, { center: (low + high) / 2, width: high - low });
    const grey = greyPixels([low, high]);
    for (const data of [all, Float32Array.from(all), Int32Array.from(all), all]) {
      const found = grey(data);
      expect(expected.every((value, i) => found[i] === value)).toBe(true);
    }
  }
});
