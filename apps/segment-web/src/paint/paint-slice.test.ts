import { encodePng, renderOverlay } from '@miniseg/formats';
import { expect, it } from 'vitest';
import { heatColor } from './heat-color.js';
import { paintSlice } from './paint-slice.js';

const base = { width: 3, window: [0, 100] as [number, number], opacity: 0.35, outline: true };
const paint = (values: number[], more: Partial<Parameters<typeof paintSlice>[1]> = {}) => {
  const pixels = new Uint8ClampedArray(4 * values.length);
  paintSlice(pixels, { values: Float32Array.from(values), ...base, ...more });
  return pixels;
};
const grey = (pixels: Uint8ClampedArray) => [...pixels].filter((_, index) => index % 4 === 0);

it('the window makes black and white, what lies beyond it is cut, and NaN is black', () => {
  expect(grey(paint([-50, 0, 40, 100, 999, Number.NaN]))).toEqual([0, 0, 102, 255, 255, 0]);
});

it('looks as the overlay that the command line writes', () => {
  const values = Int16Array.from({ length: 400 }, (_, index) => (index * 37) % 101);
  const mask = Uint8Array.from({ length: 400 }, (_, index) =>
    index % 20 > 4 && index % 20 < 12 && index > 60 ? 1 : 0,
  );
  const shape: [number, number, number] = [1, 20, 20];
  const picture = renderOverlay(
    { data: values, shape, unit: 'unknown' },
    { data: mask, shape },
    { range: [0, 100] },
  );
  expect(encodePng(picture).length).toBeGreaterThan(100);
  const pixels = new Uint8ClampedArray(1600);
  paintSlice(pixels, { ...base, values, width: 20, mask });
  for (let pixel = 0; pixel < 400; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      expect(Math.abs(pixels[4 * pixel + channel] - picture.data[3 * pixel + channel])).toBeLessThanOrEqual(
        1,
      );
    }
  }
});

it('without its outline a mask is all of one opacity', () => {
  const mask = new Uint8Array(9).fill(1);
  const values = new Array(9).fill(0);
  expect(new Set(grey(paint(values, { mask, outline: false, opacity: 0.5 })))).toEqual(new Set([115]));
  expect(new Set(grey(paint(values, { mask, opacity: 0.5 }))).size).toBe(2);
});

it('what is impossible stays grey, what is certain is yellow', () => {
  const pixels = paint([40, 40, 40], { probability: Uint8Array.of(0, 128, 255), opacity: 0.5 });
  expect([...pixels.subarray(0, 3)]).toEqual([102, 102, 102]);
  expect([...pixels.subarray(8, 11)]).toEqual([253, 231, 37]);
});

it('colors of probabilities get brighter throughout', () => {
  const brightness = Array.from({ length: 256 }, (_, value) => {
    const [red, green, blue] = heatColor(value);
    return 0.299 * red + 0.587 * green + 0.114 * blue;
  });
  for (let value = 1; value < 256; value++) {
    expect(brightness[value]).toBeGreaterThan(brightness[value - 1] - 1.5);
  }
});
