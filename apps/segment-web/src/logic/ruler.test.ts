import { expect, it } from 'vitest';
import { describeRuler } from './ruler.js';

const ruler = { slice: 0, from: { row: 1, column: 1 }, to: { row: 4, column: 5 } };

it('measures in millimeters by the spacing of rows and of columns, and in pixels without one', () => {
  expect(describeRuler(ruler, [2, 2], true)).toBe('10.0 mm');
  expect(describeRuler(ruler, [1, 0], true)).toBe('3.0 mm');
  expect(describeRuler(ruler, [1, 1], false)).toBe('5.0 px');
});
