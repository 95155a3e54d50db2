/**
 * Batch normalization with PyTorch's numerics: biased variance in the normalization, unbiased variance in the
 * running value (tfjs-layers keeps the biased one).
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
import { check4D, currentBackend } from './check.js';
import { pixelSum } from './pixel-sum.js';
import { strategy } from './strategy.js';
import { withGradient } from './with-gradient.js';

export interface BatchNormParameters {
  /** Scale, [channels]. */
  gamma: Tensor;
  /** Offset, [channels]. */
  beta: Tensor;
  /** Added to the variance. Default 1e-5. */
  epsilon?: number;
}

export interface BatchMoments {
  /** [channels] */
  mean: Tensor1D;
  /** [channels], divided by N. */
  variance: Tensor1D;
  /** N = batch * height * width. */
  count: number;
}

/** Mean and biased variance of each channel over batch, height and width, in two passes. No gradient. */
export function batchMoments(x: Tensor4D): BatchMoments {
  check4D(x, 'The input of batchMoments');
  const count = x.shape[0] * x.shape[1] * x.shape[2];
  const [mean, variance] = tidy(() => {
    const mean = div(pixelSum(x), count) as Tensor1D;
    return [mean, div(pixelSum(square(sub(x, mean)) as Tensor4D), count) as Tensor1D];
  });
  return { mean, variance, count };
}

/**
 * Training mode: y = gamma (x - mean) / sqrt(variance + epsilon) + beta with the batch's own moments, and the
 * gradient through those moments.
 *
 * @param x [batch, height, width, channels], float32.
 * @param moments What `batchMoments(x)` returned.
 */
export function batchNormTraining(
  x: Tensor4D,
  { mean, variance, count }: BatchMoments,
  { gamma, beta, epsilon = 1e-5 }: BatchNormParameters,
): Tensor4D {
  return normalize(x, mean, variance, gamma, beta, epsilon, count);
}

/** Evaluation mode: the same with the running moments, which get no gradient. */
export function batchNormInference(
  x: Tensor4D,
  mean: Tensor,
  variance: Tensor,
  { gamma, beta, epsilon = 1e-5 }: BatchNormParameters,
): Tensor4D {
  return normalize(x, mean, variance, gamma, beta, epsilon);
}

/** `count` is given when mean and variance are the batch's own: the gradient then goes through them. */
function normalize(
  x: Tensor4D,
  mean: Tensor,
  variance: Tensor,
  gamma: Tensor,
  beta: Tensor,
  epsilon: number,
  count?: number,
): Tensor4D {
  currentBackend();
  check4D(x, 'The input of batch normalization');
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

/** N / (N - 1) times the biased variance: what PyTorch folds into its running value. One pixel alone keeps 0. */
export function unbiasedVariance({ variance, count }: BatchMoments): Tensor1D {
  return mul(variance, count / Math.max(1, count - 1)) as Tensor1D;
}
