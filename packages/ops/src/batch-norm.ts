/**
 * Batch normalization with PyTorch's numerics: biased variance in the normalization, unbiased variance in the
 * running value (tfjs-layers keeps the biased one). With an activation after it, which a fused kernel computes in the
 * same pass, and of which then nothing is kept for the gradient.
 */

import {
  add,
  batchNorm as coreBatchNorm,
  div,
  mul,
  neg,
  rsqrt,
  square,
  sub,
  type Tensor,
  type Tensor1D,
  type Tensor4D,
  tidy,
} from '@tensorflow/tfjs-core';
import { isAccelerated, runAccelerated } from './accelerated.js';
import { relu } from './activations.js';
import { asImage, likeImage } from './as-image.js';
import type { BatchMoments } from './batch-moments.js';
import { checkTensor, currentBackend } from './check.js';
import { check, checkOptions } from './check-options.js';
import { OpsError } from './errors.js';
import { pixelSum } from './pixel-sum.js';
import { prelu } from './prelu.js';
import { strategy } from './strategy.js';
import { unrecorded } from './unrecorded.js';
import { withGradient } from './with-gradient.js';

/** What batch normalization scales, shifts and activates by. */
export interface BatchNormParameters {
  /** Scale, [channels]. */
  gamma: Tensor;
  /** Offset, [channels]. */
  beta: Tensor;
  /** Added to the variance. Default 1e-5. */
  epsilon?: number;
  /** What follows the normalization. Default 'none'. */
  activation?: 'prelu' | 'relu' | 'none';
  /** PReLU's slopes, [channels]; only with the activation 'prelu', and then required. */
  slopes?: Tensor;
}

/**
 * Mean and biased variance of each channel, the last axis of x, over all others, in two passes. No gradient.
 *
 * @param x [batch, height, width, channels], [batch, length, channels] or [batch, channels], float32.
 * @throws {OpsError} for another rank.
 */
export function batchMoments(x: Tensor): BatchMoments {
  return unrecorded(() => {
    const image = asImage(x, 'The input of batchMoments');
    const own = ownMoments(image);
    if (image.rank !== x.rank) image.dispose();
    return own;
  });
}

function ownMoments(x: Tensor4D): BatchMoments {
  const count = pixelsOf(x);
  if (isAccelerated('MiniSegBatchMoments')) {
    const [mean, variance] = runAccelerated('MiniSegBatchMoments', { x }) as Tensor1D[];
    return { mean, variance, count };
  }
  const [mean, variance] = tidy(() => {
    const mean = div(pixelSum(x), count) as Tensor1D;
    return [mean, div(pixelSum(square(sub(x, mean)) as Tensor4D), count) as Tensor1D];
  });
  return { mean, variance, count };
}

/**
 * Training mode: y = gamma (x - mean) / sqrt(variance + epsilon) + beta with the batch's own moments, and the
 * gradient through those moments; then the activation.
 *
 * @param x [batch, height, width, channels], [batch, length, channels] or [batch, channels], float32.
 * @param moments What `batchMoments(x)` returned.
 * @throws {OpsError} for another rank, or the activation 'prelu' without slopes.
 */
export function batchNormTraining<T extends Tensor>(
  x: T,
  moments: BatchMoments,
  parameters: BatchNormParameters,
): T {
  const { mean, variance, count } = checkMoments(moments);
  return normalizeActivate(x, mean, variance, parameters, count);
}

/**
 * Evaluation mode: the same with the running moments, which get no gradient.
 *
 * @param x As `batchNormTraining`.
 * @param mean [channels], as the variance.
 */
export function batchNormInference<T extends Tensor>(
  x: T,
  mean: Tensor,
  variance: Tensor,
  parameters: BatchNormParameters,
): T {
  return normalizeActivate(x, mean, variance, parameters);
}

/** `count` is given when mean and variance are the batch's own: the gradient then goes through them. */
function normalizeActivate<T extends Tensor>(
  given: T,
  mean: Tensor,
  variance: Tensor,
  parameters: BatchNormParameters,
  count?: number,
): T {
  currentBackend();
  const x = asImage(given, 'The input of batch normalization');
  const names = { gamma: 1, beta: 1, epsilon: 1, activation: 1, slopes: 1 } as const;
  checkOptions('batch normalization', parameters, names);
  for (const [name, value] of Object.entries({
    mean,
    variance,
    gamma: parameters.gamma,
    beta: parameters.beta,
  })) {
    checkTensor(value, `${name} of batch normalization`);
  }
  const { activation = 'none', slopes } = parameters;
  const known = ['prelu', 'relu', 'none'].includes(activation);
  check(known, 'activation of batch normalization', activation, "it is 'prelu', 'relu' or 'none'");
  if ((activation === 'prelu') !== (slopes !== undefined)) {
    throw new OpsError(
      'invalid-argument',
      `The activation after batch normalization is '${activation}', ${slopes ? 'with' : 'without'} slopes; ` +
        "slopes belong to 'prelu', which needs one for each channel.",
    );
  }
  if (isAccelerated('MiniSegNormalizeActivate')) {
    return likeImage(fused(x, mean, variance, parameters, count), given);
  }
  const y = normalize(x, mean, variance, parameters, count);
  if (slopes) return likeImage(prelu(y, slopes), given);
  return likeImage(activation === 'relu' ? relu(y) : y, given);
}

/** Normalization and activation by one kernel: only x is kept, and the moments. */
function fused(
  x: Tensor4D,
  mean: Tensor,
  variance: Tensor,
  { gamma, beta, epsilon = 1e-5, activation = 'none', slopes }: BatchNormParameters,
  count?: number,
): Tensor4D {
  const attributes = { epsilon, activation, training: count !== undefined, count };
  const named = (tensors: Tensor[]) => {
    const [x, mean, variance, gamma, beta, alpha] = tensors;
    return { x, mean, variance, gamma, beta, ...(alpha ? { alpha } : {}) };
  };
  const weights = slopes ? [gamma, beta, slopes] : [gamma, beta];
  return withGradient(
    [x, ...weights],
    (save) => {
      const tensors = [x, mean, variance, ...weights];
      save(tensors);
      return runAccelerated('MiniSegNormalizeActivate', named(tensors), attributes)[0] as Tensor4D;
    },
    (dy, saved) => runAccelerated('MiniSegNormalizeActivateGradient', { dy, ...named(saved) }, attributes),
  );
}

/** Normalization alone, of tfjs's kernels. */
function normalize(
  x: Tensor4D,
  mean: Tensor,
  variance: Tensor,
  { gamma, beta, epsilon = 1e-5 }: BatchNormParameters,
  count?: number,
): Tensor4D {
  return withGradient(
    [x, gamma, beta],
    (save) => {
      save([x, gamma, mean, variance]);
      if (strategy().batchNorm === 'kernel') {
        return coreBatchNorm(
          x,
          mean as Tensor1D,
          variance as Tensor1D,
          beta as Tensor1D,
          gamma as Tensor1D,
          epsilon,
        );
      }
      const scale = mul(gamma, rsqrt(add(variance, epsilon)));
      // One pass less, but it cancels where the mean is large against the deviation: good for running values only.
      if (count === undefined) return add(mul(x, scale), sub(beta, mul(mean, scale)));
      return add(mul(sub(x, mean), scale), beta);
    },
    (dy, [x, gamma, mean, variance]) => {
      const inverseDeviation = rsqrt(add(variance, epsilon));
      const dBeta = pixelSum(dy);
      // sum(dy (x - mean)) rather than sum(dy x) - mean sum(dy): the latter cancels.
      const dGamma = mul(pixelSum(mul(dy, sub(x, mean)) as Tensor4D), inverseDeviation);
      const scale = mul(gamma, inverseDeviation);
      if (count === undefined) return [mul(dy, scale), dGamma, dBeta];
      // dx = scale (dy - dBeta / N - xhat dGamma / N), as one affine map of dy and x - mean.
      const slope = neg(div(mul(scale, mul(inverseDeviation, dGamma)), count));
      const offset = neg(div(mul(scale, dBeta), count));
      const dx = add(mul(dy, scale), add(mul(sub(x, mean), slope), offset));
      return [dx, dGamma, dBeta];
    },
  );
}

/** N / (N - 1) times the biased variance, [channels]: what PyTorch folds into its running value. One pixel alone keeps 0. */
export function unbiasedVariance(moments: BatchMoments): Tensor1D {
  const { variance, count } = checkMoments(moments);
  return mul(variance, count / Math.max(1, count - 1)) as Tensor1D;
}

function checkMoments(moments: BatchMoments): BatchMoments {
  const { mean, variance, count } = moments ?? {};
  const areMoments = [mean, variance].every((of) => Array.isArray(of?.shape)) && Number.isInteger(count);
  check(areMoments, 'The moments', moments, 'they are what batchMoments(x) returns');
  return moments;
}

function pixelsOf({ shape: [batch, height, width] }: Tensor4D): number {
  return batch * height * width;
}
