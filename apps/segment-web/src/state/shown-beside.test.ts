import { expect, it } from 'vitest';
import type { StudyInfo } from '../shared/types.js';
import type { Action } from './actions.js';
import { reduce } from './reduce.js';
import { shownBeside, visibleBeside } from './shown-beside.js';
import { INITIAL, NO_VIEWPORT, type State } from './state.js';

const study = (input: string, slices: number, more: Partial<StudyInfo> = {}): StudyInfo => ({
  input,
  shape: [slices, 8, 8],
  spacing: [4, 1, 1],
  knownSpacing: true,
  orientation: 'LPS',
  fileShape: [slices, 8, 8],
  hounsfield: true,
  range: [-1350, 150],
  dicom: false,
  notes: [],
  ...more,
});
const prior = study('0.1', 40, { spacing: [2, 1, 1] });
const after = (...actions: Action[]): State => actions.reduce(reduce, INITIAL);
const hung: Action[] = [
  { type: 'opened', study: study('0.0', 20) },
  { type: 'hanging', input: '0.1' },
  { type: 'hung', study: prior },
];

it('linked, the study beside has the slice, the zoom and the window of the open one', () => {
  const viewport = { zoom: 2, x: 0.1, y: 0 };
  const state = after(...hung, { type: 'look', look: { slice: 4, viewport, window: [0, 80] } });
  // 5.5 slices of 4 mm from the middle are 11 of 2 mm.
  expect(shownBeside(state)).toEqual({ slice: 9, outside: false, viewport, window: [0, 80] });
  expect(state.hanging).toBeUndefined();
});

it('unlinked it stays where it was; linked again, what is seen belongs together', () => {
  const own = after(
    ...hung,
    { type: 'look', look: { slice: 4 } },
    { type: 'link', linked: false },
    { type: 'look', look: { slice: 10, window: [0, 80], viewport: { zoom: 3, x: 0, y: 0 } } },
  );
  expect(shownBeside(own)).toEqual({
    slice: 9,
    outside: false,
    viewport: NO_VIEWPORT,
    window: [-1350, 150],
  });
  const moved = reduce(own, { type: 'beside', values: { slice: 99 } });
  expect(shownBeside(moved).slice).toBe(39);
  const again = [
    { type: 'beside', values: { slice: 30 } },
    { type: 'link', linked: true },
    { type: 'step', by: -3 },
  ] as const;
  expect(shownBeside(again.reduce(reduce, moved)).slice).toBe(24);
});

it('values of other units keep a window of their own', () => {
  const plain = study('0.1', 40, { hounsfield: false, range: [0, 255] });
  const state = after(
    hung[0],
    { type: 'hung', study: plain },
    { type: 'look', look: { window: [0, 80] } },
    { type: 'beside', values: { window: [10, 200] } },
  );
  expect(shownBeside(state).window).toEqual([10, 200]);
});

it('it takes the place of a comparison and of planes, and they take its place', () => {
  const truth = { file: 'truth.png', counts: [] };
  const state = after(
    hung[0],
    { type: 'truth', truth },
    { type: 'look', look: { planes: true } },
    ...hung.slice(1),
  );
  expect(visibleBeside(state)?.study.input).toBe('0.1');
  expect(visibleBeside(reduce(state, { type: 'look', look: { planes: true } }))).toBeUndefined();
  expect(visibleBeside(reduce(state, { type: 'look', look: { compare: true } }))).toBeUndefined();
});

it('a study does not hang beside itself, and is there again beside others', () => {
  const itself = after(...hung, { type: 'opened', study: prior });
  expect(visibleBeside(itself)).toBeUndefined();
  const back = reduce(itself, { type: 'opened', study: study('0.0', 20) });
  expect(visibleBeside(back)?.anchor).toEqual({ here: 9.5, beside: 19.5 });
  expect(visibleBeside(reduce(back, { type: 'takenDown' }))).toBeUndefined();
});
