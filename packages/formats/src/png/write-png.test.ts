import { expect, test } from 'vitest';
import { readSlice } from '../read/read-slice.js';
import { renderOverlay } from '../volume/render-overlay.js';
import type { Vector3 } from '../volume/volume.js';
import { decodePng } from './decode-png.js';
import { encodePng } from './encode-png.js';
import { writeMaskPng } from './write-mask-png.js';

const shape: Vector3 = [1, 4, 5];
// A 3 x 3 square of label 1 whose middle alone is not on the outline.
const square = Uint8Array.of(0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 1, 1, 1, 0, 0, 1, 1, 1, 0);
const grey = new Uint8Array(20).fill(100);

function pixel(index: number, picture: { data: Uint8Array | Uint16Array }) {
  return Array.from(picture.data.subarray(3 * index, 3 * index + 3));
}

test('Labels are drawn as an outline in full color around a tint', () => {
  const picture = renderOverlay(
    { data: grey, shape, unit: 'unknown' },
    { data: square, shape },
    { colors: [[200, 0, 0]] },
  );
  expect(pixel(0, picture)).toEqual([100, 100, 100]);
  expect(pixel(6, picture)).toEqual([200, 0, 0]);
  expect(pixel(12, picture)).toEqual([135, 65, 65]);
  expect(pixel(17, picture)).toEqual([200, 0, 0]);
});

test('Outlines and tint can be left out', () => {
  const draw = (options: object) =>
    pixel(6, renderOverlay({ data: grey, shape, unit: 'unknown' }, { data: square, shape }, options));
  expect(draw({ contour: false, opacity: 0 })).toEqual([100, 100, 100]);
  expect(draw({ contour: false, opacity: 0.5, colors: [[0, 0, 200]] })).toEqual([50, 50, 150]);
});

test('Two labels side by side each have their outline', () => {
  const labels = { data: Uint8Array.of(1, 1, 2, 2, 2), shape: [1, 1, 5] as Vector3 };
  const picture = renderOverlay({ data: grey.subarray(0, 5), shape: labels.shape, unit: 'unknown' }, labels, {
    colors: [
      [10, 20, 30],
      [40, 50, 60],
    ],
  });
  expect(pixel(1, picture)).toEqual([10, 20, 30]);
  expect(pixel(2, picture)).toEqual([40, 50, 60]);
});

test('Hounsfield units are shown in a lung window, other values by their range', () => {
  const values = { data: Int16Array.of(-1350, -600, 150, 3000), shape: [1, 1, 4] as Vector3 };
  const none = { data: new Uint8Array(4), shape: values.shape };
  const shades = (unit: 'HU' | 'unknown', range?: [number, number]) =>
    [0, 1, 2, 3].map((index) => pixel(index, renderOverlay({ ...values, unit }, none, { range }))[0]);
  expect(shades('HU')).toEqual([0, 128, 255, 255]);
  expect(shades('unknown')).toEqual([0, 44, 88, 255]);
  expect(shades('HU', [-600, 3000])).toEqual([0, 0, 53, 255]);
});

test('An even slice and one with NaN are drawn all the same', () => {
  const even = { data: Float32Array.of(7, 7), shape: [1, 1, 2] as Vector3, unit: 'unknown' as const };
  expect(pixel(0, renderOverlay(even, { ...even, data: new Uint8Array(2) }))).toEqual([0, 0, 0]);
  even.data[1] = Number.NaN;
  expect(pixel(1, renderOverlay(even, { ...even, data: new Uint8Array(2) }))).toEqual([0, 0, 0]);
});

test('The slice is chosen, and one that is not there is refused', () => {
  const image = { data: Uint8Array.of(1, 2), shape: [2, 1, 1] as Vector3, unit: 'unknown' as const };
  const labels = { data: new Uint8Array(2), shape: image.shape };
  expect(pixel(0, renderOverlay(image, labels, { slice: 1 }))).toEqual([2, 2, 2]);
  expect(() => renderOverlay(image, labels, { slice: 2 })).toThrow(/Slice 2 was asked for/);
  expect(() => renderOverlay(image, { ...labels, shape: [1, 1, 2] })).toThrow(/resample/);
  expect(() => renderOverlay(image, labels, { range: [5, 5] })).toThrow(/must rise/);
});

test('A mask comes back from its PNG as the same labels', async () => {
  const file = writeMaskPng({ data: square, shape });
  expect((await readSlice(file, { palette: 'indices' })).data).toEqual(square);
  expect(decodePng(file).palette).toEqual(Uint8Array.of(0, 0, 0, 230, 57, 70));
  const many = { data: Uint8Array.from({ length: 256 }, (_, label) => label), shape: [1, 16, 16] as Vector3 };
  expect((await readSlice(writeMaskPng(many), { palette: 'indices' })).data).toEqual(many.data);
});

test('Values that are no labels are refused', () => {
  const mask = (value: number) => writeMaskPng({ data: Float32Array.of(0, value), shape: [1, 1, 2] });
  for (const value of [0.5, -1, 256, Number.NaN]) expect(() => mask(value)).toThrow(/labels 0 to 255/);
  expect(mask(255).length).toBeGreaterThan(0);
});

test('An overlay survives its PNG', () => {
  const picture = renderOverlay({ data: grey, shape, unit: 'unknown' }, { data: square, shape });
  expect(decodePng(encodePng(picture))).toEqual(picture);
});
