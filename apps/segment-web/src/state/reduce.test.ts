import { expect, it } from 'vitest';
import type { InputInfo, StudyInfo } from '../shared/types.js';
import type { Action } from './actions.js';
import { reduce } from './reduce.js';
import { INITIAL, type State } from './state.js';

const input: InputInfo = {
  id: '0.0',
  name: 'scan',
  label: 'scan.nii.gz',
  kind: 'nifti',
  files: 1,
  notes: [],
};
const study: StudyInfo = {
  input: '0.0',
  shape: [5, 4, 4],
  spacing: [5, 1, 1],
  knownSpacing: true,
  orientation: 'LPS',
  fileShape: [5, 4, 4],
  hounsfield: true,
  range: [-1350, 150],
  dicom: false,
  notes: [],
};
const segmented = (slice: number, count: number): Action => ({
  type: 'segmented',
  input: '0.0',
  slice,
  slices: 5,
  count,
  classes: 2,
  milliseconds: 10,
  backend: 'wasm',
});
const after = (...actions: Action[]): State => actions.reduce(reduce, INITIAL);
const open: Action[] = [
  { type: 'sorted', found: { inputs: [input], notTaken: [], failed: [] } },
  { type: 'opening', input: '0.0' },
  { type: 'opened', study },
];

it('an opened volume is shown from its middle, in the window of the network', () => {
  const state = after(...open);
  expect([state.look.slice, state.look.window, state.opening]).toEqual([2, [-1350, 150], undefined]);
});

it('the slice stays within the volume', () => {
  expect(after(...open, { type: 'step', by: 99 }).look.slice).toBe(4);
  expect(after(...open, { type: 'step', by: -99 }).look.slice).toBe(0);
  expect(after({ type: 'step', by: 1 }).look.slice).toBe(0);
});

it('results come in slice by slice, in any order, and the run counts them', () => {
  const state = after(
    ...open,
    { type: 'run', run: { input: '0.0', done: 0, total: 5, queue: [] } },
    segmented(2, 7),
    segmented(0, 0),
  );
  expect(state.results['0.0'].counts).toEqual([0, undefined, 7, undefined, undefined]);
  expect(state.results['0.0'].milliseconds).toBe(20);
  expect(state.run?.done).toBe(2);
});

it('a corrected slice is remembered once, in order, and shares are out of date then', () => {
  const state = after(
    ...open,
    segmented(3, 1),
    { type: 'shares', input: '0.0', shares: { lungShare: 0.1, notes: [] } },
    { type: 'edited', input: '0.0', slice: 3, count: 9 },
    { type: 'edited', input: '0.0', slice: 1, count: 2 },
    { type: 'edited', input: '0.0', slice: 3, count: 8 },
  );
  const { counts, edited, shares } = state.results['0.0'];
  expect([counts[3], counts[1], edited, shares]).toEqual([8, 2, [1, 3], undefined]);
});

it('segmenting again spares what was corrected', () => {
  const state = after(
    ...open,
    segmented(0, 4),
    segmented(1, 5),
    { type: 'edited', input: '0.0', slice: 1, count: 6 },
    { type: 'cleared', input: '0.0' },
  );
  expect(state.results['0.0'].counts).toEqual([undefined, 6, undefined, undefined, undefined]);
});

it('a slice can be drawn by hand before anything was segmented', () => {
  const state = after(...open, { type: 'edited', input: '0.0', slice: 4, count: 3 });
  expect(state.results['0.0'].counts).toEqual([undefined, undefined, undefined, undefined, 3]);
});

it('what failed is told until it is opened after all', () => {
  const failed = after(open[0], open[1], { type: 'failed', input: '0.0', message: 'The file is cut off.' });
  expect([failed.failures['0.0'], failed.opening]).toEqual(['The file is cut off.', undefined]);
  expect(reduce(failed, open[2]).failures).toEqual({});
});

it('another input starts without the strokes, the true mask and the zoom of the one before', () => {
  const state = after(
    ...open,
    { type: 'history', undo: 3, redo: 1 },
    { type: 'truth', truth: { file: 'mask.nii', counts: [] } },
    { type: 'look', look: { viewport: { zoom: 4, x: 0, y: 0 } } },
    { type: 'opened', study: { ...study, input: '0.1' } },
  );
  expect([state.undo, state.redo, state.truth, state.look.compare, state.look.viewport.zoom]).toEqual([
    0,
    0,
    undefined,
    false,
    1,
  ]);
  expect(Object.keys(state.studies)).toEqual(['0.0', '0.1']);
});

it('the same message is shown once, and the newest four of all', () => {
  const tell = (text: string): Action => ({ type: 'message', message: { kind: 'error', text } });
  const state = after(...['a', 'b', 'a', 'c', 'd', 'e'].map(tell));
  expect(state.messages.map(({ text }) => text)).toEqual(['a', 'c', 'd', 'e']);
  expect(new Set(state.messages.map(({ id }) => id)).size).toBe(4);
  expect(reduce(state, { type: 'dismiss', id: state.messages[1].id }).messages).toHaveLength(3);
});

it('closing forgets the patients, and keeps the network and the colors', () => {
  const state = after(
    ...open,
    segmented(0, 1),
    { type: 'set', values: { theme: 'dark', tool: 'brush' } },
    {
      type: 'engine',
      state: 'ready',
      engine: { backend: 'wasm', file: 'a.safetensors', parameters: 1, classes: 2 },
    },
    { type: 'closed' },
  );
  expect([state.inputs, state.study, state.results, state.studies]).toEqual([[], undefined, {}, {}]);
  expect([state.theme, state.tool, state.engine?.file]).toEqual(['dark', 'brush', 'a.safetensors']);
});

it('states before are never changed', () => {
  const before = after(...open, segmented(1, 1));
  const copy = structuredClone(before);
  for (const action of [segmented(2, 3), { type: 'step', by: 1 } as const, { type: 'closed' } as const]) {
    reduce(before, action);
  }
  expect(before).toEqual(copy);
});

it('when a volume is done its largest finding is shown, unless somebody chose a slice', () => {
  const done: Action = { type: 'finished', input: '0.0' };
  expect(after(...open, segmented(4, 9), segmented(1, 3), done).look.slice).toBe(4);
  expect(after(...open, segmented(4, 0), done).look.slice).toBe(2);
  expect(after(...open, segmented(4, 9), { type: 'step', by: -1 }, done).look.slice).toBe(1);
  expect(after(...open, segmented(4, 9), { type: 'finished', input: '0.1' }).look.slice).toBe(2);
});

it('a volume that was segmented before opens at its largest finding', () => {
  const other = { ...study, input: '0.1' };
  const state = after(...open, segmented(3, 9), { type: 'opened', study: other }, open[2]);
  expect([state.look.slice, state.look.chosen]).toEqual([3, false]);
});

it('a result keeps what made it, until it is segmented again', () => {
  const maker = { key: 'k', file: 'a.safetensors', parameters: 1, backend: 'wasm' as const };
  const made = after(...open, { ...segmented(0, 4), maker } as Action, {
    type: 'edited',
    input: '0.0',
    slice: 0,
    count: 5,
  });
  expect(made.results['0.0'].maker).toEqual(maker);
  expect(reduce(made, { type: 'cleared', input: '0.0' }).results['0.0'].maker).toBeUndefined();
});

it('closing can be undone, and keeps weights that were trained here', () => {
  const trained = [{ id: 1, file: 'corrected.safetensors', saved: false }];
  const before = after(...open, segmented(0, 4), { type: 'trained', trained });
  const closed = reduce(before, { type: 'closed' });
  expect([closed.inputs, closed.trained]).toEqual([[], trained]);
  const back = reduce(closed, { type: 'reopened', closed: before });
  expect([back.inputs, back.results, back.studies]).toEqual([before.inputs, before.results, before.studies]);
});
