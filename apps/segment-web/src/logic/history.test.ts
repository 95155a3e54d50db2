import { expect, it } from 'vitest';
import { History } from './history.js';

const patch = (slice: number) => ({
  slice,
  indices: new Uint32Array(),
  before: new Uint8Array(),
  after: 1,
});

it('goes back and forth in order', () => {
  const history = new History();
  for (const slice of [1, 2, 3]) history.push(patch(slice));
  expect(history.undo()?.slice).toBe(3);
  expect(history.undo()?.slice).toBe(2);
  expect(history.redo()?.slice).toBe(2);
  expect(history.sizes).toEqual({ undo: 2, redo: 1 });
});

it('a new stroke ends what could be done again', () => {
  const history = new History();
  history.push(patch(1));
  history.undo();
  history.push(patch(2));
  expect(history.redo()).toBeUndefined();
  expect(history.sizes).toEqual({ undo: 1, redo: 0 });
});

it('keeps the last two hundred strokes', () => {
  const history = new History();
  for (let slice = 0; slice < 250; slice++) history.push(patch(slice));
  let oldest: number | undefined;
  for (let one = history.undo(); one; one = history.undo()) oldest = one.slice;
  expect(oldest).toBe(50);
});
