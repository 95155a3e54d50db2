import { expect, it } from 'vitest';
import { squarePixels } from './square-pixels.js';

it('the coarser axis gets as many pixels as make them square', () => {
  expect(squarePixels({ shape: [1, 100, 512], spacing: [0.7, 5, 0.7] })).toEqual([714, 512]);
  expect(squarePixels({ shape: [1, 512, 100], spacing: [9, 0.7, 5] })).toEqual([512, 714]);
});

it('pixels that are square but for rounding stay, and so do slices that would be huge', () => {
  expect(squarePixels({ shape: [1, 100, 100], spacing: [5, 0.7, 0.73] })).toBeUndefined();
  expect(squarePixels({ shape: [1, 600, 512], spacing: [0.7, 5, 0.7] })).toBeUndefined();
});
