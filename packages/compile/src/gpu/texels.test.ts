import { expect, it } from 'vitest';
import { Texels } from './texels.js';

it('channels of weights go on in the next row after four', () => {
  const texels = new Texels(2, 1);
  texels.setChannels(0, [1, 2, 3, 4, 5]);
  expect([...texels.values]).toEqual([1, 2, 3, 4, 5, 0, 0, 0]);
});
