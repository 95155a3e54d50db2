import { expect, it } from 'vitest';
import { describeLeft, timeLeft } from './time-left.js';

it('steps of large passes count as more work than those of small ones', () => {
  let clock = 0;
  // Two passes of two steps in each of 3 epochs: 4 and 1 units a step, 10 an epoch.
  const left = timeLeft({ total: 12, done: 0, epochs: 3, passes: [4, 1] }, () => clock);
  expect(left.after(1)).toBeUndefined();
  clock += 4000;
  // One unit a second: 4 + 4 of 30 units are done.
  expect(left.after(2)).toBeCloseTo(22, 9);
  clock += 2000;
  expect(left.after(4)).toBeCloseTo(20, 9);
  clock += 10_000 + 10_000;
  expect(left.after(12)).toBeCloseTo(0, 9);
});

it('validation between steps counts, what an earlier process did does not', () => {
  let clock = 5000;
  const left = timeLeft({ total: 8, done: 4, epochs: 2, passes: [1] }, () => clock);
  expect(left.after(4)).toBeUndefined();
  expect(left.after(5)).toBeUndefined();
  clock += 1000 + 500;
  expect(left.after(6)).toBeCloseTo(3, 9);
});

it('says that it is an estimate, and where it is an upper one', () => {
  expect(describeLeft(undefined, false)).toBe('time left: ?');
  expect(describeLeft(75, false)).toBe('about 1 min 15 s left');
  expect(describeLeft(5400, true)).toBe('at most about 1 h 30 min left');
});
