import { describe, expect, it } from 'vitest';
import { CompileError } from '../errors.js';
import { layoutOf, textureSize } from './layout.js';

describe('the layout of a map', () => {
  it('puts tiles of four channels beside each other', () => {
    expect(textureSize(layoutOf({ height: 3, width: 5 }, 4, 100))).toEqual([3, 20]);
  });

  it('starts another row of tiles where the texture ends', () => {
    const layout = layoutOf({ height: 3, width: 5 }, 5, 12);
    expect(layout.columns).toBe(2);
    expect(textureSize(layout)).toEqual([9, 10]);
  });

  it.each([
    [{ height: 3, width: 13 }, 1],
    [{ height: 5, width: 12 }, 3],
  ])('refuses a map that no texture holds: %o', (size, groups) => {
    expect(() => layoutOf(size, groups, 12)).toThrow(expect.objectContaining({ code: 'image' }));
    expect(() => layoutOf(size, groups, 12)).toThrow(CompileError);
  });
});
