import { expect, it } from 'vitest';
import { SideValues } from './side-values.js';

const add = (label: number | undefined, ...masks: number[][]) => {
  const side = new SideValues('truths', label);
  for (const [index, values] of masks.entries()) side.add(`${index}.png`, values);
  return side;
};

it.each([
  [
    [0, 1],
    [0, 1],
  ],
  [[0, 255], [0], [255]],
  [
    [0, 1],
    [0, 255],
  ],
  [
    [0, 65535],
    [0, 255],
  ],
  [[0, 3], [3]],
])('masks of 0 and one value pass: %j', (...masks) => {
  expect(add(undefined, ...masks).remark).toBeUndefined();
});

it('a mask with two values above 0 is an error that names file, values, rule and cure', () => {
  expect(() => add(undefined, [0, 1], [0, 1, 2])).toThrow(
    "'1.png' holds the values 0, 1 and 2. A mask holds 0 for background and one other value. Pass --label <n> to " +
      'score one label against the rest, or threshold grey values first.',
  );
});

it('of many values, as a slice has them, only the first are listed', () => {
  const grey = Array.from({ length: 200 }, (_, value) => value);
  expect(() => add(undefined, grey)).toThrow(/holds the values 0, 1, 2, 3, 4, 5 and 194 more\./);
});

it('masks whose foreground differs are an error: they may be different classes', () => {
  expect(() => add(undefined, [0, 1], [0], [0, 2])).toThrow(
    /^'0\.png' marks foreground with 1, '2\.png' with 2\. All truths must use one value.*--label/,
  );
});

it('with a label any values pass', () => {
  expect(add(2, [0, 1, 2], [0, 3]).remark).toBeUndefined();
});

it('a label that no mask holds is remarked, with the values that they hold', () => {
  expect(add(2, [0, 255], [0, 1]).remark).toBe('None of the truths holds label 2; they hold 0, 1 and 255.');
  expect(add(2, [0]).remark).toBe('None of the truths holds label 2; they hold 0 alone.');
});
