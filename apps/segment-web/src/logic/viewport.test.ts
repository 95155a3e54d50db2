import { expect, it } from 'vitest';
import { panBy, place, toPixel, zoomAt } from './viewport.js';

const FIT = { zoom: 1, x: 0, y: 0 };
const canvas = { width: 400, height: 300 };
const square = { width: 100, height: 100, spacing: [1, 1] as [number, number] };

it('a slice is fitted and centered', () => {
  expect(place(square, canvas, FIT)).toEqual({ left: 50, top: 0, width: 300, height: 300 });
});

it('rows that lie twice as far apart make the picture twice as high', () => {
  const tall = { ...square, spacing: [2, 1] as [number, number] };
  expect(place(tall, canvas, FIT)).toEqual({ left: 125, top: 0, width: 150, height: 300 });
});

it('the center of a pixel on the screen is a whole number', () => {
  const placement = place(square, canvas, FIT);
  expect(toPixel({ x: 51.5, y: 1.5 }, square, placement)).toEqual({ column: 0, row: 0 });
  expect(toPixel({ x: 348.5, y: 298.5 }, square, placement).column).toBeCloseTo(99);
});

it('zooming keeps the pixel under the pointer where it is, through the limits too', () => {
  const pointer = { x: 180, y: 90 };
  let viewport = FIT;
  const before = toPixel(pointer, square, place(square, canvas, viewport));
  for (const factor of [1.5, 2, 0.7, 3, 100]) {
    viewport = zoomAt(viewport, factor, pointer, square, canvas);
    const now = toPixel(pointer, square, place(square, canvas, viewport));
    expect(now.column).toBeCloseTo(before.column, 6);
    expect(now.row).toBeCloseTo(before.row, 6);
  }
  expect(viewport.zoom).toBe(24);
});

it('a picture cannot be moved out of sight', () => {
  const far = panBy(FIT, { x: 1e6, y: -1e6 }, square, canvas);
  expect(far).toEqual({ zoom: 1, x: 0.5, y: -0.5 });
});
