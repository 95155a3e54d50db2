import { expect, it } from 'vitest';
import { scaleBar } from './scale-bar.js';

it('is the longest round length that fits', () => {
  expect(scaleBar(2, 120)).toEqual({ pixels: 100, text: '5 cm' });
  expect(scaleBar(2, 99)).toEqual({ pixels: 40, text: '2 cm' });
  expect(scaleBar(20, 120)).toEqual({ pixels: 100, text: '5 mm' });
  expect(scaleBar(200, 120)).toEqual({ pixels: 100, text: '0.5 mm' });
  expect(scaleBar(1, 100)).toEqual({ pixels: 100, text: '10 cm' });
});

it('is absent where nothing is known', () => {
  for (const none of [0, Number.NaN, Number.POSITIVE_INFINITY]) expect(scaleBar(none, 100)).toBeUndefined();
});
