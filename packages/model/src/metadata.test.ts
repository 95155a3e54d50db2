import { useBackend } from '@miniseg/testkit';
import { beforeAll, expect, it } from 'vitest';
import { ModelError, miniSeg, modelMetadata, setModelMetadata } from './index.js';

beforeAll(() => useBackend(globalThis.document ? 'webgl' : 'cpu'));

it('what is set is added to what is there, also to metadata of the user', () => {
  const model = miniSeg({ preset: 'aaai', filters: [4, 8], blocks: [1, 1] });
  model.setUserDefinedMetadata({ ...model.getUserDefinedMetadata(), study: 'mine' });
  setModelMetadata(model, { normalization: { mean: 0.5, std: 0.2 } });
  setModelMetadata(model, { inputSize: 128 });
  expect(modelMetadata(model)).toMatchObject({
    normalization: { mean: 0.5, std: 0.2 },
    inputSize: 128,
    options: { preset: 'aaai' },
  });
  expect(model.getUserDefinedMetadata()).toHaveProperty('study', 'mine');
  model.dispose();
});

it('impossible values are refused, and what was there stays', () => {
  const model = miniSeg({ preset: 'aaai', filters: [4, 8], blocks: [1, 1] });
  setModelMetadata(model, { inputSize: 64 });
  for (const inputSize of [0, -1, 1.5, Number.NaN]) {
    expect(() => setModelMetadata(model, { inputSize })).toThrow(/inputSize is .*side in pixels.*512/);
  }
  expect(() => setModelMetadata(model, { normalization: { mean: 0, std: 0 } })).toThrow(
    /std must be positive/,
  );
  try {
    setModelMetadata(model, { inputSize: 0 });
  } catch (error) {
    expect(ModelError.isInstance(error) && error.code).toBe('invalid-argument');
  }
  expect(modelMetadata(model).inputSize).toBe(64);
  model.dispose();
});
