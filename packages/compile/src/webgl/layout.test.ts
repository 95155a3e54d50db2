import { describe, expect, it } from 'vitest';
import { CompileError } from '../errors.js';
import { layoutOf, textureSize, valuesOf } from './layout.js';

describe('the layout of a map', () => {
  it('puts tiles of four channels beside each other, and images behind each other', () => {
    expect(textureSize(layoutOf({ height: 3, width: 5 }, 4, 1, 100))).toEqual([3, 20]);
    expect(textureSize(layoutOf({ height: 3, width: 5 }, 4, 3, 100))).toEqual([3, 60]);
  });

  it('starts another row of tiles where the texture ends', () => {
    const layout = layoutOf({ height: 3, width: 5 }, 5, 1, 12);
    expect(layout.columns).toBe(2);
    expect(textureSize(layout)).toEqual([9, 10]);
    expect(textureSize(layoutOf({ height: 3, width: 5 }, 3, 2, 12))).toEqual([9, 10]);
  });

  it('is read back channel by channel', () => {
    const layout = layoutOf({ height: 2, width: 3 }, 2, 1, 4);
    const [rows, columns] = textureSize(layout);
    const texels = new Float32Array(rows * columns * 4);
    for (let channel = 0; channel < 6; channel++) {
      for (let y = 0; y < 2; y++) {
        for (let x = 0; x < 3; x++) {
          texels[(((channel >> 2) * 2 + y) * columns + x) * 4 + (channel & 3)] = 100 * y + 10 * x + channel;
        }
      }
    }
    const values = valuesOf(texels, layout, 6);
    expect([...values.subarray(0, 8)]).toEqual([0, 1, 2, 3, 4, 5, 10, 11]);
    expect(values[values.length - 1]).toBe(125);
  });

  it.each([
    [{ height: 3, width: 13 }, 1, 1],
    [{ height: 5, width: 12 }, 3, 1],
    [{ height: 5, width: 12 }, 1, 3],
  ])('refuses a map that no texture holds: %o', (size, groups, images) => {
    expect(() => layoutOf(size, groups, images, 12)).toThrow(expect.objectContaining({ code: 'image' }));
    expect(() => layoutOf(size, groups, images, 12)).toThrow(CompileError);
  });
});
