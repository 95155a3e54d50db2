import { expect, it } from 'vitest';
import { largestFinding } from './largest-finding.js';

it('is the slice with the most marks, the first of equal ones, and none where nothing is marked', () => {
  expect(largestFinding([0, 3, undefined, 9, 9, 1])).toBe(3);
  expect(largestFinding([0, undefined, 0])).toBeUndefined();
  expect(largestFinding([])).toBeUndefined();
});
