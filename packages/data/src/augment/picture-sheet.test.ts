import type { Raster } from '@miniseg/formats/volume';
import { describe, expect, it } from 'vitest';
import { pictureSheet } from './picture-sheet.js';
import { samplePicture } from './sample-picture.js';

const grey = (values: number[], width: number): Raster => ({
  width,
  height: values.length / width,
  channels: 1,
  data: Uint8Array.from(values),
  maxValue: 255,
});

describe('pictureSheet', () => {
  it('averages when shrinking and repeats when enlarging', () => {
    const sheet = pictureSheet([grey([0, 100, 100, 200], 2), grey([9], 1)], { tile: 1, columns: 2 });
    expect([sheet.width, sheet.height, sheet.channels]).toEqual([8, 5, 3]);
    const at = (x: number, y: number) => [...sheet.data.subarray((y * 8 + x) * 3, (y * 8 + x) * 3 + 3)];
    expect(at(2, 2)).toEqual([100, 100, 100]);
    expect(at(5, 2)).toEqual([9, 9, 9]);
    expect(at(0, 0)).toEqual([40, 40, 40]);
    const large = pictureSheet([grey([1, 2, 3, 4], 2)], { tile: 4 });
    expect(large.data[(2 * large.width + 4) * 3]).toBe(2);
  });

  it('keeps colors and refuses palettes and an empty list', () => {
    const red: Raster = {
      width: 1,
      height: 1,
      channels: 4,
      data: Uint8Array.of(255, 0, 0, 9),
      maxValue: 255,
    };
    const sheet = pictureSheet([red], { tile: 1 });
    expect([...sheet.data.subarray((2 * 5 + 2) * 3, (2 * 5 + 2) * 3 + 3)]).toEqual([255, 0, 0]);
    expect(() => pictureSheet([])).toThrow(/no pictures/);
    expect(() => pictureSheet([{ ...red, palette: Uint8Array.of(0, 0, 0) }])).toThrow(/palette/);
  });
});

describe('samplePicture', () => {
  it('tints labels and not what is to be ignored', () => {
    const image = new Float32Array(3);
    const picture = samplePicture(
      { width: 3, height: 1, channels: 1, image, mask: Uint8Array.of(0, 1, 255) },
      [0, 1],
    );
    expect(picture.channels).toBe(3);
    expect([...picture.data.subarray(0, 3)]).toEqual([0, 0, 0]);
    expect(Math.max(...picture.data.subarray(3, 6))).toBeGreaterThan(30);
    expect([...picture.data.subarray(6, 9)]).toEqual([0, 0, 0]);
  });
});
