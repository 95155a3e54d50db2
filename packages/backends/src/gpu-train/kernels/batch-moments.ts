/**
 * MiniSegBatchMoments: x -> [mean, biased variance] of each channel. MiniSegTrainingMoments: also the running values after
 * them, with the unbiased variance. MiniSegPixelSum: the sum of each channel.
 */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { type Gpu, type Reduction, sizeOf, type Template } from '../template.js';

type Inputs = Record<string, TensorInfo>;

/** A few pixels guess the mean: a shift near it keeps the variance from canceling. */
const REDUCE: Reduction = {
  sums: 2,
  prepare: `float guess = 0.0;
    for (int k = 0; k < 16; k++) { guess += at_x(((k * pixels) / 16) * channels + i); }
    guess = guess / 16.0;`,
  term: 'float d = at_x(p * channels + i) - guess; s0 += d; s1 += d * d;',
};

const MOMENTS = `float offset = s0 / float(pixels);
  v0 = guess + offset;
  v1 = max(0.0, s1 / float(pixels) - offset * offset);`;

const BATCH: Template = {
  name: 'batch moments',
  inputs: ['x'],
  integers: ['pixels', 'channels'],
  segments: [{ values: 2, reduce: REDUCE, code: MOMENTS }],
};

const TRAINING: Template = {
  name: 'training moments',
  inputs: ['x', 'runningMean', 'runningVariance'],
  integers: ['pixels', 'channels'],
  floats: ['momentum', 'unbiased'],
  segments: [
    {
      values: 4,
      reduce: REDUCE,
      code: `${MOMENTS}
        v2 = at_runningMean(i) * momentum + v0 * (1.0 - momentum);
        v3 = at_runningVariance(i) * momentum + v1 * unbiased * (1.0 - momentum);`,
    },
  ],
};

const SUM: Template = {
  name: 'pixel sum',
  inputs: ['x'],
  integers: ['channels'],
  segments: [{ values: 1, reduce: { sums: 1, term: 's0 += at_x(p * channels + i);' }, code: 'v0 = s0;' }],
};

function sizesOf({ shape }: TensorInfo) {
  const channels = shape[shape.length - 1];
  return { channels, pixels: sizeOf(shape.slice(0, -1)) };
}

export function batchMoments(gpu: Gpu, { x }: Inputs): TensorInfo[] {
  const { channels, pixels } = sizesOf(x);
  const outputs = [[channels], [channels]];
  return gpu.run(BATCH, [x], [pixels, channels], [{ count: channels, over: pixels, outputs }])[0];
}

/** [mean, variance, moved mean, moved variance] */
export function trainingMoments(
  gpu: Gpu,
  { x, runningMean, runningVariance }: Inputs,
  { momentum }: { momentum: number },
): TensorInfo[] {
  const { channels, pixels } = sizesOf(x);
  const outputs = Array.from({ length: 4 }, () => [channels]);
  return gpu.run(
    TRAINING,
    [x, runningMean, runningVariance],
    [pixels, channels, momentum, pixels / Math.max(1, pixels - 1)],
    [{ count: channels, over: pixels, outputs, replaces: runningMean }],
  )[0];
}

export function pixelSum(gpu: Gpu, { x }: Inputs): TensorInfo {
  const { channels, pixels } = sizesOf(x);
  const call = { count: channels, over: pixels, outputs: [[channels]], pooled: true };
  return gpu.run(SUM, [x], [channels], [call])[0][0];
}
