import { expect, it } from 'vitest';
import { drawLine, patchOf, redoPatch, undoPatch } from './stroke.js';

const WIDTH = 20;
const at = (column: number, row: number) => ({ column, row });
const pixels = (mask: Uint8Array) => [...mask.keys()].filter((index) => mask[index] !== 0);

it('a brush of radius 0 draws the one pixel under it', () => {
  const mask = new Uint8Array(WIDTH * 10);
  drawLine(mask, WIDTH, [at(4, 3), at(4, 3)], { radius: 0, label: 1 }, new Map());
  expect(pixels(mask)).toEqual([3 * WIDTH + 4]);
});

it('a round brush is as wide as high, and a fast stroke leaves no gaps', () => {
  const disc = new Uint8Array(WIDTH * 10);
  drawLine(disc, WIDTH, [at(10, 5), at(10, 5)], { radius: 2, label: 1 }, new Map());
  expect(pixels(disc)).toHaveLength(13);
  const line = new Uint8Array(WIDTH * 10);
  drawLine(line, WIDTH, [at(0, 0), at(19, 9)], { radius: 1, label: 1 }, new Map());
  for (let column = 0; column < WIDTH; column++) {
    expect(pixels(line).some((index) => index % WIDTH === column)).toBe(true);
  }
});

it('what lies beyond the slice is left alone', () => {
  const mask = new Uint8Array(WIDTH * 10);
  drawLine(mask, WIDTH, [at(-50, -50), at(-40, -40)], { radius: 3, label: 1 }, new Map());
  drawLine(mask, WIDTH, [at(-1, 4), at(-1, 4)], { radius: 1, label: 1 }, new Map());
  expect(pixels(mask)).toEqual([4 * WIDTH]);
});

it('a stroke is taken back to what was there, other labels included, and done again', () => {
  const mask = new Uint8Array(WIDTH * 10);
  mask[5 * WIDTH + 5] = 2;
  const before = mask.slice();
  const seen = new Map<number, number>();
  drawLine(mask, WIDTH, [at(3, 5), at(6, 5)], { radius: 1, label: 1 }, seen);
  // The second half of the stroke runs over the first.
  drawLine(mask, WIDTH, [at(6, 5), at(4, 5)], { radius: 1, label: 1 }, seen);
  const after = mask.slice();
  const patch = patchOf(0, seen, 1);
  if (!patch) throw new Error('the stroke changed nothing');
  undoPatch(mask, patch);
  expect(mask).toEqual(before);
  redoPatch(mask, patch);
  expect(mask).toEqual(after);
});

it('erasing where nothing is makes no patch', () => {
  const seen = new Map<number, number>();
  drawLine(new Uint8Array(100), 10, [at(1, 1), at(8, 8)], { radius: 3, label: 0 }, seen);
  expect(patchOf(0, seen, 0)).toBeUndefined();
});
