import { expect, it } from 'vitest';
import { paint } from './paint.js';

it('shows grey where nothing is marked, and leans to red where something is', () => {
  const pixels = paint({ data: [0, 100, 200], white: 200 }, [0, 1, 0]);
  expect([...pixels.subarray(0, 4)]).toEqual([0, 0, 0, 255]);
  expect([...pixels.subarray(8)]).toEqual([255, 255, 255, 255]);
  const [red, green, blue] = pixels.subarray(4);
  expect(red).toBeGreaterThan(green + 50);
  expect(red).toBeGreaterThan(blue + 50);
});

it('shows the picture alone without labels', () => {
  expect([...paint({ data: [51], white: 255 }, undefined)]).toEqual([51, 51, 51, 255]);
});
