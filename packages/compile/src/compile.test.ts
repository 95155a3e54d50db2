import { loadProgram, saveProgram } from '@miniseg/engine';
import { ModelError, miniSeg, segment, setModelMetadata } from '@miniseg/model';
import { describeOnBackends, expectClose, expectNoLeak } from '@miniseg/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { randomizeWeights } from '../../model/test/randomize-weights.js';
import { CompileError, compile, lowerModel } from './index.js';

const normalization = { mean: 0.4, std: 0.2 };

function network() {
  const model = miniSeg({ preset: 'aaai', seed: 3 });
  randomizeWeights(model, 4);
  setModelMetadata(model, { normalization });
  return model;
}

const slice = (width: number, height: number, channels = 1) => ({
  data: Uint8Array.from({ length: width * height * channels }, (_, i) => (i * 7919) % 256),
  width,
  height,
});

describeOnBackends('compile', (backend) => {
  it.each(['wasm', 'tfjs'] as const)('%s gives what segment gives', async (target) => {
    const model = network();
    const predictor = await compile(model, { target, threads: 1 });
    expect(predictor.target).toBe(target);
    const cases = [
      [slice(40, 33), {}],
      [slice(37, 41, 3), {}],
      [slice(20, 24, 4), { inputSize: 48 }],
      [tf.tensor2d(slice(32, 40).data, [40, 32], 'int32'), { inputSize: [32, 48] as [number, number] }],
    ] as const;
    for (const [image, options] of cases) {
      const expected = await segment(model, image, options);
      const actual = await predictor.segment(image, options);
      await expectClose(actual.probabilities as Float32Array, expected.probabilities as Float32Array, {
        absolute: 1e-3,
      });
      expect({ ...actual, mask: 0, probabilities: 0 }).toEqual({ ...expected, mask: 0, probabilities: 0 });
      const differing = actual.mask.filter((label, i) => label !== expected.mask[i]).length;
      expect(differing).toBeLessThanOrEqual(2);
      const maskOnly = await predictor.segment(image, { ...options, probabilities: false });
      expect(maskOnly.mask).toEqual(actual.mask);
      expect(maskOnly.probabilities).toBeUndefined();
    }
    predictor.dispose();
    model.dispose();
  });

  it.each(['wasm', 'tfjs'] as const)('%s computes the logits of a batch', async (target) => {
    const model = network();
    const predictor = await compile(model, { target, threads: 1 });
    const x = tf.randomNormal([2, 24, 32, 3], 0, 1, 'float32', 5) as tf.Tensor4D;
    const logits = await predictor.logits(x);
    await expectClose(logits, model.execute(x, model.outputs[0].name) as tf.Tensor, { absolute: 1e-3 });
    predictor.dispose();
    model.dispose();
  });

  it.each(['wasm', 'tfjs'] as const)('%s leaves no tensor behind once it is disposed', async (target) => {
    const model = network();
    await expectNoLeak(async () => {
      const predictor = await compile(model, { target, threads: 1 });
      await predictor.segment([slice(24, 24), slice(24, 24)]);
      predictor.dispose();
      predictor.dispose();
    });
    model.dispose();
  });

  it('chooses by itself, keeps its weights when the model goes, and stops when it is told to', async () => {
    const model = network();
    const predictor = await compile(model);
    if (backend === 'webgl') {
      const { wasm = 0, webgl = 0 } = predictor.measured ?? {};
      expect(predictor.target).toBe(wasm < webgl ? 'wasm' : 'webgl');
      expect(predictor.reason).toContain(
        `wasm takes ${wasm.toFixed(1)} ms and webgl takes ${webgl.toFixed(1)} ms`,
      );
    } else expect([predictor.target, predictor.measured]).toEqual(['wasm', undefined]);
    const counted = await compile(model, { threads: 1 });
    expect([counted.target, counted.measured]).toEqual(['wasm', undefined]);
    counted.dispose();
    model.dispose();
    const stop = new AbortController();
    const seen: number[] = [];
    const onProgress = ({ done }: { done: number }) => {
      seen.push(done);
      if (done === 2) stop.abort();
    };
    const images = [slice(32, 32), slice(16, 40), slice(24, 24)];
    await expect(predictor.segment(images, { signal: stop.signal, onProgress })).rejects.toThrow(/abort/i);
    expect(seen).toEqual([1, 2]);
    predictor.dispose();
  });
});

describeOnBackends(
  'a saved program',
  () => {
    it('comes back the same, in one file', async () => {
      const program = await lowerModel(network());
      const file = saveProgram(program);
      expect(loadProgram(file)).toEqual(program);
      expect(saveProgram(loadProgram(file))).toEqual(file);
    });
  },
  { only: ['cpu', 'webgl'] },
);

describe('compile refuses', () => {
  const refusal = (code: string) => (error: unknown) =>
    (CompileError.isInstance(error) || ModelError.isInstance(error)) && error.code === code;

  it('an unknown target', async () => {
    const options = JSON.parse('{"target": "gpu"}');
    await expect(compile(network(), options)).rejects.toSatisfy(refusal('invalid-argument'));
  });

  it('a slice without a known normalization, of no size, or with two channels', async () => {
    const predictor = await compile(miniSeg({ preset: 'aaai', seed: 1 }), { target: 'wasm', threads: 1 });
    await expect(predictor.segment(slice(32, 32))).rejects.toSatisfy(refusal('normalization'));
    for (const image of [slice(0, 32), slice(32, 32, 2)]) {
      await expect(predictor.segment(image, { normalization })).rejects.toSatisfy(refusal('image'));
    }
    predictor.dispose();
  });
});
