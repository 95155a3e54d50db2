import { expect, it } from 'vitest';
import { pairByName } from './pair-by-name.js';

const pairs = (images: string[], masks: string[]) =>
  pairByName(images, masks).items.map(({ id, mask }) => [id, mask]);

it('equal names come before numbers, whatever the suffixes', () => {
  expect(pairs(['i/a_10_1.nii.gz', 'i/b_20_1.nii.gz'], ['m/b_20_1.nii', 'm/a_10_1.nii'])).toEqual([
    ['a_10_1', 'm/a_10_1.nii'],
    ['b_20_1', 'm/b_20_1.nii'],
  ]);
});

it('otherwise the last number counts, without leading zeros, and items are in the order of their numbers', () => {
  expect(pairs(['i/im10.png', 'i/im2.png'], ['m/mask_002.png', 'm/mask_010.png'])).toEqual([
    ['im2', 'm/mask_002.png'],
    ['im10', 'm/mask_010.png'],
  ]);
});

it('images without a mask stay, masks without an image are told', () => {
  expect(pairByName(['i/im1.png', 'i/im2.png'], ['m/m2.png', 'm/m3.png'])).toEqual({
    items: [
      { id: 'im1', image: 'i/im1.png' },
      { id: 'im2', image: 'i/im2.png', mask: 'm/m2.png' },
    ],
    masksWithoutImage: ['m/m3.png'],
  });
  // Without masks nothing has to be told apart by numbers.
  expect(pairs(['i/a_1.png', 'i/b_1.png'], [])).toHaveLength(2);
});

it('nothing is guessed where two files could be meant', () => {
  expect(() => pairByName(['i/a_1.png', 'i/b_01.png'], ['m/m_1.png'])).toThrow(
    /Two images, 'i\/a_1\.png' and 'i\/b_01\.png', both go by '1'/,
  );
  expect(() => pairByName(['i/a_1.png'], ['m/m_1.png', 'm/n_1.png'])).toThrow(/Two masks/);
  expect(() => pairByName(['i/a.png', 'i/a.jpg'], [])).toThrow(/Two images.*both go by 'a'/);
  expect(() => pairByName(['i/a.png'], ['m/b.png'])).toThrow(/None of the 1 masks belongs/);
});
