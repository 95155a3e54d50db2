import { miniSeg, type Segmentation, setModelMetadata } from '@miniseg/model';
import { describeOnBackends, expectNoLeak } from '@miniseg/testkit';
import { expect, it } from 'vitest';
import { randomizeWeights } from '../../model/test/randomize-weights.js';
import { compile, ensemble, type SlicePredictor, ttaRuns } from './index.js';

function network(seed: number, classes = 2) {
  const model = miniSeg({ preset: 'aaai', seed, classes });
  randomizeWeights(model, seed);
  setModelMetadata(model, { normalization: { mean: 0.4, std: 0.2 } });
  return model;
}

const [width, height] = [40, 33];
const slice = {
  data: Uint8Array.from({ length: width * height }, (_, i) => (i * 7919 + (i >> 5)) % 256),
  width,
  height,
};

const mirrored = (values: ArrayLike<number>, each: number, horizontal: boolean, vertical: boolean) =>
  Float64Array.from({ length: values.length }, (_, at) => {
    const [pixel, value] = [Math.floor(at / each), at % each];
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    const from = (vertical ? height - 1 - y : y) * width + (horizontal ? width - 1 - x : x);
    return values[from * each + value];
  });

/** The mean of softmax probabilities over all views, written out. */
async function byHand(predictors: SlicePredictor[], scales: number[], flips: boolean[]) {
  const sum = new Float64Array(width * height * 2);
  let runs = 0;
  for (const predictor of predictors) {
    for (const scale of scales) {
      for (const vertical of flips) {
        for (const horizontal of flips) {
          const image = { ...slice, data: Uint8Array.from(mirrored(slice.data, 1, horizontal, vertical)) };
          const inputSize: [number, number] = [Math.round(height * scale), Math.round(width * scale)];
          const { probabilities } = await predictor.segment(image, scale === 1 ? {} : { inputSize });
          mirrored(probabilities as Float32Array, 2, horizontal, vertical).forEach((value, i) => {
            sum[i] += value;
          });
          runs++;
        }
      }
    }
  }
  return { probabilities: sum.map((value) => value / runs), runs };
}

function expectAverage({ mask, probabilities }: Segmentation, expected: Float64Array): void {
  for (const [i, value] of expected.entries()) expect(probabilities?.[i]).toBeCloseTo(value, 5);
  expect([...mask]).toEqual(Array.from(mask, (_, i) => (expected[2 * i + 1] > expected[2 * i] ? 1 : 0)));
}

describeOnBackends(
  'an ensemble',
  () => {
    it('of views and networks is the average done by hand', async () => {
      const models = [network(3), network(4)];
      const predictors = await Promise.all(
        models.map((model) => compile(model, { target: 'wasm', threads: 1 })),
      );
      const [first] = predictors;
      const flips = await byHand([first], [1], [false, true]);
      expect(flips.runs).toBe(ttaRuns('flips'));
      expectAverage(await ensemble([first], { tta: 'flips' }).segment(slice), flips.probabilities);
      const scales = await byHand([first], [0.75, 1, 1.25], [false, true]);
      expect(scales.runs).toBe(ttaRuns('multiscale'));
      expectAverage(await ensemble([first], { tta: 'multiscale' }).segment(slice), scales.probabilities);
      const both = await byHand(predictors, [1], [false]);
      expectAverage(await ensemble(predictors).segment(slice), both.probabilities);
      expect(ttaRuns()).toBe(1);
      const progress: number[] = [];
      const results = await ensemble(predictors).segment([slice, slice], {
        probabilities: false,
        onProgress: ({ done }) => progress.push(done),
      });
      expect(results[1].mask).toEqual((await ensemble(predictors).segment(slice)).mask);
      expect(results[1].probabilities).toBeUndefined();
      expect(progress).toEqual([1, 2]);
      await expectNoLeak(() => ensemble([first], { tta: 'flips' }).segment(slice));
      for (const predictor of predictors) predictor.dispose();
      for (const model of models) model.dispose();
    });

    it('refuses no network, unknown views and options, and networks of other classes', async () => {
      const models = [network(3), network(4, 3)];
      const predictors = await Promise.all(
        models.map((model) => compile(model, { target: 'wasm', threads: 1 })),
      );
      expect(() => ensemble([])).toThrow(/no predictor/);
      expect(() => ensemble(predictors, JSON.parse('{"tta": "rotations"}'))).toThrow(
        /'flips' or 'multiscale'/,
      );
      expect(() => ensemble(predictors, JSON.parse('{"tat": "flips"}'))).toThrow(
        /no option tat\. The options are tta\. Did you mean tta\?/,
      );
      await expect(ensemble(predictors).segment(slice)).rejects.toThrow(/2 and 3 classes/);
      for (const predictor of predictors) predictor.dispose();
      for (const model of models) model.dispose();
    });
  },
  { only: ['cpu'] },
);
