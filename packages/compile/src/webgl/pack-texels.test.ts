import { describe, expect, it } from 'vitest';
import { Texels } from '../gpu/texels.js';
import { packTexels } from './pack-texels.js';

describe('weights in a texture', () => {
  it('are packed as tfjs packs: two numbers of a row above two of the next', () => {
    const texels = new Texels(1, 2);
    texels.setChannels(0, [1, 2, 3, 4]);
    texels.setChannels(1, [5, 6, 7]);
    const { wide, shape, values } = packTexels(texels, 64);
    expect({ wide, shape }).toEqual({ wide: 2, shape: [2, 4] });
    expect([...values]).toEqual([1, 2, 5, 6, 3, 4, 7, 0]);
  });

  it('break rows that are longer than a texture is wide', () => {
    const texels = new Texels(1, 3);
    for (let column = 0; column < 3; column++) texels.setChannels(column, [column, 0, 0, column]);
    const { wide, shape, values } = packTexels(texels, 2);
    expect({ wide, shape }).toEqual({ wide: 2, shape: [4, 4] });
    expect([...values]).toEqual([0, 0, 1, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 0, 0]);
  });
});
