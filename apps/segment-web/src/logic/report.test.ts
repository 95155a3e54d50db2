import { expect, it } from 'vitest';
import { DEMO_FILE, DEMO_SHA256 } from '../shared/demo.js';
import type { EngineInfo } from '../shared/types.js';
import { INITIAL, type State } from '../state/state.js';
import { makerOf } from './maker-of.js';
import { makeReport } from './report.js';

const input = (id: string, label: string) => ({
  id,
  name: label,
  label,
  kind: 'nifti' as const,
  files: 1,
  notes: ['of the input'],
});
const study = {
  input: 'a',
  shape: [3, 2, 2] as [number, number, number],
  spacing: [5, 2, 1] as [number, number, number],
  knownSpacing: true,
  voxelMilliliters: 0.01,
  orientation: 'LPS',
  fileShape: [3, 2, 2] as [number, number, number],
  hounsfield: true,
  range: [-1350, 150] as [number, number],
  dicom: false,
  notes: ['of the file'],
};
const state: State = {
  ...INITIAL,
  inputs: [input('a', 'scan.nii'), input('b', 'broken.nii'), input('c', 'later.nii')],
  studies: { a: study },
  results: {
    a: {
      counts: [4, 0, undefined],
      edited: [0],
      classes: 2,
      milliseconds: 20.4,
      backend: 'wasm',
      shares: { lungShare: 0.25, notes: ['of the shares'] },
    },
  },
  failures: { b: 'The file is cut off.' },
  problems: [{ file: 'empty.dcm', reason: 'The file is empty.' }],
};

it('tells what was found, in milliliters where voxels are known, and every note', () => {
  expect(makeReport(state, new Date(0)).results).toEqual([
    {
      name: 'scan.nii',
      file: 'scan.nii',
      kind: 'nifti',
      shape: [3, 2, 2],
      orientation: 'LPS',
      range: [-1350, 150],
      spacing: [5, 2, 1],
      slices: 3,
      segmented: 2,
      voxels: 4,
      milliliters: 0.04,
      lungShare: 0.25,
      markedSlices: [0],
      editedSlices: [0],
      backend: 'wasm',
      milliseconds: 20,
      notes: ['of the input', 'of the file', 'of the shares'],
    },
  ]);
});

it('without the size of a voxel there are no milliliters', () => {
  const unknown = {
    ...state,
    studies: { a: { ...study, knownSpacing: false, voxelMilliliters: undefined } },
  };
  const [entry] = makeReport(unknown, new Date(0)).results;
  expect(entry).not.toHaveProperty('milliliters');
  expect(entry).not.toHaveProperty('spacing');
});

it('names what failed, and is no medical device', () => {
  const { failed, disclaimer, created } = makeReport(state, new Date(0));
  expect(failed).toEqual([
    { file: 'empty.dcm', error: 'The file is empty.' },
    { file: 'broken.nii', error: 'The file is cut off.' },
  ]);
  expect(disclaimer).toMatch(/Not a medical device/);
  expect(created).toBe('1970-01-01T00:00:00.000Z');
});

it('results of the demo weights are marked as such', () => {
  const engine = { backend: 'wasm' as const, file: DEMO_FILE, parameters: 1, classes: 2 };
  expect(makeReport({ ...state, engine }, new Date(0)).weights?.note).toMatch(/phantoms only/);
  const own = { ...engine, file: 'mine.safetensors' };
  expect(makeReport({ ...state, engine: own }, new Date(0)).weights).not.toHaveProperty('note');
});

const engine = (file: string, sha256: string): EngineInfo => ({
  backend: 'wasm',
  file,
  sha256,
  parameters: 7,
  classes: 2,
  normalization: { mean: 0.5, std: 0.25 },
  versions: { miniseg: '1.2.3', tfjs: '4.22.0' },
});
const madeBy = (file: string, sha256: string): State => ({
  ...state,
  results: { a: { ...state.results.a, maker: makerOf(engine(file, sha256)) } },
});

it('names the weights that made a result, whatever is loaded now, and says so', () => {
  const made = madeBy('first.safetensors', 'aa');
  const own = makeReport({ ...made, engine: engine('first.safetensors', 'aa') }, new Date(0));
  expect(own.weights).toMatchObject({ file: 'first.safetensors', sha256: 'aa' });
  expect(own.results[0]).not.toHaveProperty('stale');
  const later = makeReport({ ...made, engine: engine('second.safetensors', 'bb') }, new Date(0));
  expect(later).not.toHaveProperty('weights');
  expect(later.results[0]).toMatchObject({
    stale: true,
    backend: 'wasm',
    weights: { file: 'first.safetensors', sha256: 'aa', parameters: 7 },
    versions: { miniseg: '1.2.3', tfjs: '4.22.0' },
  });
});

it('weights of one name and other content, and the same with another normalization, are other weights', () => {
  const made = madeBy('weights.safetensors', 'aa');
  const trained = engine('weights.safetensors', 'cc');
  const shifted = { ...engine('weights.safetensors', 'aa'), normalization: { mean: 0.4, std: 0.25 } };
  for (const other of [trained, shifted]) {
    expect(makeReport({ ...made, engine: other }, new Date(0)).results[0].stale).toBe(true);
  }
  const elsewhere = { ...engine('renamed.safetensors', 'aa'), backend: 'webgl' as const };
  expect(makeReport({ ...made, engine: elsewhere }, new Date(0)).results[0]).not.toHaveProperty('stale');
});

it('results of the demo weights are marked, under another file name too and when others are loaded', () => {
  const made = madeBy('renamed.safetensors', DEMO_SHA256);
  const [entry] = makeReport({ ...made, engine: engine('mine.safetensors', 'bb') }, new Date(0)).results;
  expect(entry.weights?.note).toMatch(/phantoms only/);
});

it('is about one input where that is asked for', () => {
  const two = { ...state, results: { ...state.results, c: state.results.a } };
  expect(makeReport(two, new Date(0)).results).toHaveLength(2);
  const { results, failed } = makeReport(two, new Date(0), { only: 'c' });
  expect([results.map(({ name }) => name), failed]).toEqual([['later.nii'], []]);
});

it('masks of other views are stale, and the report says how slices were looked at', () => {
  const plain: EngineInfo = { ...engine('a.safetensors', 'a') };
  const careful = { ...plain, tta: 'flips' as const };
  const made = { ...state, results: { a: { ...state.results.a, maker: makerOf(careful) } } };
  const [result] = makeReport({ ...made, engine: careful }, new Date(0)).results;
  expect([result.weights?.tta, result.stale]).toEqual(['flips', undefined]);
  expect(makeReport({ ...made, engine: plain }, new Date(0)).results[0].stale).toBe(true);
});
