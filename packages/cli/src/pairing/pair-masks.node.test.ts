import { expect, it } from 'vitest';
import { pairMasks } from './pair-masks.js';

const pairs = (predictions: string[], truths: string[]) =>
  pairMasks(predictions, truths).pairs.map(({ prediction, truth }) => `${prediction} ${truth}`);

it('files pair by the last number in their names, whatever zeros lead it', () => {
  expect(
    pairs(
      ['p/tr_im_0010.png', 'p/tr_im_0003.png'],
      ['t/tr_mask_3.png', 't/tr_mask_0010.png', 't/tr_mask_7.png'],
    ),
  ).toEqual(['p/tr_im_0003.png t/tr_mask_3.png', 'p/tr_im_0010.png t/tr_mask_0010.png']);
});

it('numbers before the last, and ones too long for a number type, do not confuse pairs', () => {
  const [a, b] = ['90071992547409931', '90071992547409932'];
  expect(pairs([`p/2_${a}x.png`, `p/1_${b}.png`], [`t/9_${b}.png`, `t/9_${a}.png`])).toEqual([
    `p/1_${b}.png t/9_${b}.png`,
    `p/2_${a}x.png t/9_${a}.png`,
  ]);
});

it('0 and 000 are the number 0', () => {
  expect(pairs(['p/im_000.png'], ['t/mask_0.png', 't/mask_10.png'])).toEqual(['p/im_000.png t/mask_0.png']);
});

it('equal names pair, although their last numbers are the same', () => {
  expect(pairs(['p/a_1.png', 'p/b_1.PNG'], ['t/a_1.PNG', 't/b_1.png', 't/c_1.png'])).toEqual([
    'p/a_1.png t/a_1.PNG',
    'p/b_1.PNG t/b_1.png',
  ]);
});

it('names without a number pair with their equals among numbered ones', () => {
  expect(pairs(['p/left.png', 'p/im_2.png'], ['t/left.png', 't/mask_2.png'])).toEqual([
    'p/im_2.png t/mask_2.png',
    'p/left.png t/left.png',
  ]);
});

it('cases are in the order of their numbers and named after the prediction', () => {
  const { pairs } = pairMasks(['p/a10.png', 'p/a9.png'], ['t/m9.png', 't/m10.png']);
  expect(pairs.map(({ id }) => id)).toEqual(['a9', 'a10']);
});

it('truths without a prediction are listed', () => {
  expect(pairMasks(['p/1.png'], ['t/m1.png', 't/m2.png']).missing).toEqual(['t/m2.png']);
  expect(pairMasks(['p/1.png'], ['t/1.png', 't/2.png']).missing).toEqual(['t/2.png']);
});

it('predictions without a truth are an error that counts and names them', () => {
  expect(() => pairs(['p/1.png', 'p/2.png', 'p/3.png'], ['t/m1.png'])).toThrow(
    /^2 of 3 predictions have no truth: 'p\/2.png', 'p\/3.png'\. .*same number.*--list/,
  );
});

it('a name without a number and without its equal is an error', () => {
  expect(() => pairs(['p/left.png', 'p/1.png'], ['t/right.png', 't/m1.png'])).toThrow(
    /'p\/left.png' has no number in its name, and no truth has the same name/,
  );
});

it.each([
  ['predictions', ['p/a_1.png', 'p/b_01.png'], ['t/m_1.png']],
  ['truths', ['p/a_1.png'], ['t/lung_1.png', 't/infection_1.png']],
  ['truths', ['p/a.png'], ['t/a.png', 't/a.PNG']],
])('two %s of one number or name are an error', (side, predictions, truths) => {
  expect(() => pairs(predictions, truths)).toThrow(
    new RegExp(`^Two ${side}, '.*' and '.*', both go by '(1|a)'`),
  );
});
