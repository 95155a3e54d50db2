import { expect, it } from 'vitest';
import { freeNames } from '../test/free-names.js';
import { takeTasks, taskThread } from './task-thread.js';
import { runCalls, threadMain } from './thread-main.js';

it.each([takeTasks, taskThread, runCalls, threadMain])('%o uses nothing from outside of itself', (of) => {
  expect(freeNames(of)).toEqual([]);
});

it('finds what a function takes from outside', () => {
  const outside = 3;
  const called = (value: number) => expect(value + outside);
  expect(freeNames(called)).toContain('outside');
});
