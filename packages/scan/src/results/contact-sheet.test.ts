import { volumeFromArray } from '@miniseg/formats';
import { expect, it } from 'vitest';
import { slicesOf } from '../study/slices.js';
import { contactSheet } from './contact-sheet.js';

const view = volumeFromArray({ data: new Int16Array(40 * 16 * 16), shape: [40, 16, 16] });
const marked = (...slices: number[]) => {
  const labels = new Uint8Array(view.data.length);
  for (const slice of slices) labels[slice * 256 + 40] = 1;
  return labels;
};

it('marked slices are shown, and all where none is marked', async () => {
  expect((await contactSheet(slicesOf(view), marked(3, 17), [-10, 10])).slices).toEqual([3, 17]);
  const { slices } = await contactSheet(slicesOf(view), marked(), [-10, 10]);
  expect([slices.length, slices[0], slices.at(-1)]).toEqual([24, 0, 39]);
  expect(new Set(slices).size).toBe(24);
});

it('marks are in color, and pictures as wide as the patient', async () => {
  const stretched = { ...view, spacing: [1, 1, 2] as [number, number, number] };
  const { picture } = await contactSheet(slicesOf(stretched), marked(5), [-10, 10]);
  expect([picture.width, picture.height]).toEqual([260, 260]);
  const pixel = (x: number, y: number) => [
    ...picture.data.subarray(3 * (y * 260 + x), 3 * (y * 260 + x) + 3),
  ];
  expect(pixel(130, 10)).toEqual([128, 128, 128]);
  // Half as high as wide: the lower half of the tile is empty.
  expect(pixel(130, 200)).toEqual([40, 40, 40]);
  const colored = Array.from({ length: 260 * 260 }, (_, i) => picture.data[3 * i] - picture.data[3 * i + 1]);
  expect(Math.max(...colored)).toBeGreaterThan(100);
});
