/** What all copies of check-options.ts do: told by one of them, as a law holds them equal. */
import { expect, it } from 'vitest';
import { check, checkOptions } from '../../packages/metrics/src/check-options.js';

const names = { learningRate: 1, weightDecay: 1, strides: 1, normalization: 1 } as const;
const given = (options: object) => () =>
  checkOptions('adam', options as Record<keyof typeof names, 1>, names);

it('lets known names pass, whatever their values', () => {
  const options = { learningRate: undefined, strides: 2 };
  expect(given(options)()).toBe(options);
  expect(given({})()).toEqual({});
});

it.each([
  ['stride', 'strides'],
  ['weight_decay', 'weightDecay'],
  ['LearningRate', 'learningRate'],
  ['learningRat', 'learningRate'],
  ['normalisation', 'normalization'],
  ['decay', 'weightDecay'],
])('says for %s that %s was meant', (wrong, meant) => {
  expect(given({ [wrong]: 1 })).toThrow(
    `adam has no option ${wrong}. The options are learningRate, weightDecay, strides, normalization. Did you mean ${meant}?`,
  );
});

it('guesses nothing where nothing is near', () => {
  expect(given({ alpha: 1 })).toThrow(/has no option alpha\. The options are [^?]*$/);
});

it.each([undefined, null, 7, 'text', [1], new Uint8Array(1), () => 1])(
  'refuses %s in place of options',
  (options) => {
    expect(given(options as object)).toThrow(
      expect.objectContaining({ name: 'MetricsError', code: 'invalid-argument' }),
    );
  },
);

it('names the value, the rule and what the value is of', () => {
  expect(() => check(false, 'The mask', 'file.png', 'it is an array')).toThrow(
    "The mask: got 'file.png'; it is an array.",
  );
  expect(() => check(false, 'The mask', Object.create(null), 'it is an array')).toThrow(
    /got \[object Object\]/,
  );
  expect(() => check(false, 'The mask', Symbol('x'), 'it is an array')).toThrow(/got Symbol\(x\)/);
});
