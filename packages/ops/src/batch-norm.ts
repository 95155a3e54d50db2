/**
 * Batch normalization with PyTorch's numerics: biased variance in the normalization, unbiased variance in the
 * running value (tfjs-layers keeps the biased one). With an activation after it, which a fused kernel computes in the
 * same pass, and of which then nothing is kept for the gradient.
 */
import {
  add,
  batchNorm as coreBatchNorm,
  dispose,
  div,
  mul,
  neg,
  relu,
  rsqrt,
  square,
  sub,
  type Tensor,
  type Tensor1D,
  type Tensor4D,
  tidy,
} from '@tensorflow/tfjs-core';
import { isAccelerated, runAccelerated } from './accelerated.js';
import { check4D, currentBackend } from './check.js';
import { OpsError } from './errors.js';
import { pixelSum } from './pixel-sum.js';
import { prelu } from './prelu.js';
import { addUpWeighted, momentsOfAll, sumsOfAll } from './replica-sums.js';
import { replicaGroup } from './replicas.js';
import { strategy } from './strategy.js';
import { unrecorded } from './unrecorded.js';
import { withGradient } from './with-gradient.js';

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

export interface BatchMoments {
  /** [channels] */
  mean: Tensor1D;
  /** [channels], divided by N. */
  variance: Tensor1D;
  /** N = batch * height * width, of all replicas together where a replica group is set. */
  count: number;
}

/**
 * Mean and biased variance of each channel over batch, height and width, in two passes; over the batches of all replicas
 * where a replica group is set. No gradient.
 */
export function batchMoments(x: Tensor4D): BatchMoments {
  check4D(x, 'The input of batchMoments');
  return unrecorded(() => {
    const own = ownMoments(x);
    const group = replicaGroup();
    if (!group) return own;
    const shared = momentsOfAll(own, group);
    dispose([own.mean, own.variance]);
    return shared;
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
 * @param x [batch, height, width, channels], float32.
 * @param moments What `batchMoments(x)` returned.
 * @throws OpsError for another rank, or the activation 'prelu' without slopes.
 */
export function batchNormTraining(
  x: Tensor4D,
  { mean, variance, count }: BatchMoments,
  parameters: BatchNormParameters,
): Tensor4D {
  return normalizeActivate(x, mean, variance, parameters, count);
}

/** Evaluation mode: the same with the running moments, which get no gradient. */
export function batchNormInference(
  x: Tensor4D,
  mean: Tensor,
  variance: Tensor,
  parameters: BatchNormParameters,
): Tensor4D {
  return normalizeActivate(x, mean, variance, parameters);
}

/** `count` is given when mean and variance are the batch's own: the gradient then goes through them. */
function normalizeActivate(
  x: Tensor4D,
  mean: Tensor,
  variance: Tensor,
  parameters: BatchNormParameters,
  count?: number,
): Tensor4D {
  currentBackend();
  check4D(x, 'The input of batch normalization');
  const { activation = 'none', slopes } = parameters;
  if ((activation === 'prelu') !== (slopes !== undefined)) {
    throw new OpsError(
      'argument',
      `The activation after batch normalization is '${activation}', ${slopes ? 'with' : 'without'} slopes; ` +
        "slopes belong to 'prelu', which needs one for each channel.",
    );
  }
  if (isAccelerated('MiniSegNormalizeActivate') && !(replicaGroup() && onGraphicsCard())) {
    return fused(x, mean, variance, parameters, count);
  }
  const y = normalize(x, mean, variance, parameters, count);
  if (slopes) return prelu(y, slopes);
  return activation === 'relu' ? relu(y) : y;
}

/** Its sums are not at hand there: replicas add theirs up by the composition. */
const onGraphicsCard = () => ['webgl', 'webgpu'].includes(currentBackend());

/** Normalization and activation by one kernel: only x is kept, and the moments. */
function fused(
  x: Tensor4D,
  mean: Tensor,
  variance: Tensor,
  { gamma, beta, epsilon = 1e-5, activation = 'none', slopes }: BatchNormParameters,
  count?: number,
): Tensor4D {
  const group = replicaGroup();
  const pixels = pixelsOf(x);
  const attributes = {
    epsilon,
    activation,
    training: count !== undefined,
    count,
    ...(group ? { addUp: (sums: Float64Array) => addUpWeighted(sums, pixels, group) } : {}),
  };
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
  const group = replicaGroup();
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
      const [allBeta, allGamma] = group ? sumsOfAll([dBeta, dGamma], pixelsOf(dy), group) : [dBeta, dGamma];
      const slope = neg(div(mul(scale, mul(inverseDeviation, allGamma)), count));
      const offset = neg(div(mul(scale, allBeta), count));
      const dx = add(mul(dy, scale), add(mul(sub(x, mean), slope), offset));
      return [dx, dGamma, dBeta];
    },
  );
}

/** N / (N - 1) times the biased variance: what PyTorch folds into its running value. One pixel alone keeps 0. */
export function unbiasedVariance({ variance, count }: BatchMoments): Tensor1D {
  return mul(variance, count / Math.max(1, count - 1)) as Tensor1D;
}

function pixelsOf({ shape: [batch, height, width] }: Tensor4D): number {
  return batch * height * width;
}
