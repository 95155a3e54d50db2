import { miniSeg, setModelMetadata } from '@miniseg/model';
import { useBackend } from '@miniseg/testkit';
import { beforeAll, expect, it } from 'vitest';
import {
  CompileError,
  compile,
  ensemble,
  lowerModel,
  segmentAll,
  segmentSlidingWindow,
  segmentVolume,
} from './index.js';

beforeAll(() => useBackend(globalThis.document ? 'webgl' : 'cpu'));

const small = () => {
  const model = miniSeg({ preset: 'aaai', filters: [4, 8], blocks: [1, 1], branches: 2, seed: 1 });
  setModelMetadata(model, { normalization: { mean: 0.5, std: 0.25 } });
  return model;
};
const slice = { data: new Uint8Array(256), width: 16, height: 16 };
const GARBAGE: unknown[] = [undefined, null, 'text', 3, {}, [], true];

it('answers models, images and options that it cannot use with its own error', async () => {
  const predictor = await compile(small(), { target: 'wasm', threads: 1 });
  const calls: [string, (given: never) => unknown][] = [
    ['compile', (model) => compile(model)],
    ['lowerModel', (model) => lowerModel(model)],
    ['an image', (image) => predictor.segment([image])],
    ['options of segment', (options) => predictor.segment(slice, (options ?? 3) as never)],
    ['options of compile', (options) => compile(small(), { target: (options ?? 3) as never })],
    ['predictors', (predictors) => ensemble(predictors)],
    ['a volume', (volume) => segmentVolume(predictor, volume)],
    ['a window', (slidingWindow) => segmentSlidingWindow(predictor, slice, { slidingWindow })],
    ['options of segmentAll', (options) => segmentAll(predictor, [slice], (options ?? 'x') as never).next()],
  ];
  for (const [name, call] of calls) {
    for (const given of GARBAGE) {
      const object = typeof given === 'object' && given !== null && !Array.isArray(given);
      // An empty object is a call's options left out.
      if (object && name.startsWith('options of s')) continue;
      const answer = await Promise.resolve()
        .then(() => call(given as never))
        .catch((error: unknown) => error);
      expect(CompileError.isInstance(answer), `${name}, ${String(given)}: ${answer}`).toBe(true);
    }
  }
  predictor.dispose();
});

it('a misspelled option is refused with the name that was meant', async () => {
  const predictor = await compile(small(), { target: 'wasm', threads: 1 });
  const calls: [() => unknown, string][] = [
    [() => compile(small(), { thread: 1 } as never), 'threads'],
    [() => predictor.segment(slice, { probabilites: false } as never), 'probabilities'],
    [() => segmentAll(predictor, [slice], { slidingwindow: { size: 16 } } as never).next(), 'slidingWindow'],
    [() => segmentSlidingWindow(predictor, slice, { slidingWindow: { sice: 16 } } as never), 'size'],
    [
      () => segmentVolume(predictor, { shape: [1, 16, 16], data: slice.data }, { onprogres() {} } as never),
      'onProgress',
    ],
  ];
  for (const [call, meant] of calls) {
    const error = await Promise.resolve()
      .then(call)
      .catch((reason: unknown) => reason);
    expect(CompileError.isInstance(error), String(error)).toBe(true);
    expect(String(error)).toContain(`Did you mean ${meant}?`);
  }
  predictor.dispose();
});
