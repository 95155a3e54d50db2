import { useBackend } from '@miniseg/testkit';
import { beforeAll, expect, it } from 'vitest';
import {
  countMacs,
  countParameters,
  exportCheckpoint,
  exportOnnx,
  exportSafetensors,
  importCheckpoint,
  type MiniSegOptions,
  ModelError,
  miniSeg,
  modelFromCheckpoint,
  modelMetadata,
  recognizeOptions,
  segment,
  setModelMetadata,
} from './index.js';

beforeAll(() => useBackend(globalThis.document ? 'webgl' : 'cpu'));

const small: MiniSegOptions = { preset: 'aaai', filters: [4, 8], blocks: [1, 1], branches: 2 };
const GARBAGE: unknown[] = [undefined, null, 'text', 3, {}, [], true];
const ENTRIES: [string, (given: never) => unknown][] = [
  ['segment', (model) => segment(model, { data: new Uint8Array(256), width: 16, height: 16 })],
  ['countMacs', (model) => countMacs(model, [1, 16, 16, 3])],
  ['countParameters', countParameters],
  ['modelMetadata', modelMetadata],
  ['setModelMetadata', (model) => setModelMetadata(model, {})],
  ['exportOnnx', (model) => exportOnnx(model)],
  ['exportSafetensors', (model) => exportSafetensors(model)],
  ['exportCheckpoint', exportCheckpoint],
  ['importCheckpoint', (checkpoint) => importCheckpoint(miniSeg(small), checkpoint)],
  ['modelFromCheckpoint', modelFromCheckpoint],
  ['recognizeOptions', recognizeOptions],
  [
    'miniSeg',
    (options) =>
      options === undefined ? miniSeg(3 as never) : miniSeg({ seed: options, filters: 3 } as never),
  ],
];

it.each(ENTRIES)('%s answers what it cannot use with its own error', async (_name, call) => {
  for (const given of GARBAGE) {
    const answer = await Promise.resolve()
      .then(() => call(given as never))
      .catch((error: unknown) => error);
    expect(ModelError.isInstance(answer), `${String(given)}: ${answer}`).toBe(true);
  }
});

it('a misspelled option is refused with the name that was meant', async () => {
  const net = miniSeg(small);
  const slice = { data: new Uint8Array(256), width: 16, height: 16 };
  const normalization = { mean: 0.5, std: 0.5 };
  const calls: [() => unknown, string][] = [
    [() => miniSeg({ clases: 3 } as never), 'classes'],
    [() => segment(net, slice, { normalization, probabilites: false } as never), 'probabilities'],
    [() => setModelMetadata(net, { normalizaton: normalization } as never), 'normalization'],
    [() => exportOnnx(net, { head: 'all' } as never), 'heads'],
    [() => exportSafetensors(net, { dtpye: 'int8' } as never), 'dtype'],
    [
      () => importCheckpoint(net, { tensors: new Map(), metadata: {} } as never, { stric: false } as never),
      'strict',
    ],
  ];
  for (const [call, meant] of calls) {
    const error = await Promise.resolve()
      .then(call)
      .catch((reason: unknown) => reason);
    expect(ModelError.isInstance(error) && error.code).toBe('invalid-argument');
    expect(String(error)).toContain(`Did you mean ${meant}?`);
  }
  net.dispose();
});

it.each(['a', Number.NaN, 1.5, Number.POSITIVE_INFINITY, null])('the seed %s is refused', (seed) => {
  expect(() => miniSeg({ ...small, seed } as never)).toThrow(/seed is .*whole number/);
});
