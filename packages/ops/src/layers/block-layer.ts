/**
 * What all blocks have in common: weights of their own (tfjs-layers does not track sub-layers), batch
 * normalization with PyTorch's running values, PReLU, and a count of multiply-accumulates.
 */

import { dispose, relu, type serialization, type Tensor, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { initializers, type LayerVariable, layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { batchNormInference, batchNormTraining } from '../batch-norm.js';
import { checkTensor } from '../check.js';
import { check, type OptionNames } from '../check-options.js';
import { OpsError } from '../errors.js';
import { trainingMoments } from '../moved-moments.js';
import { prelu } from '../prelu.js';
import type { Shape } from './shape.js';

/** What follows a normalization: one learned slope per channel, ReLU, or nothing. */
export type Activation = 'prelu' | 'relu' | 'none';

/**
 * How the weights start. 'released': as those of the released network did, which is PyTorch 0.4.1's default. It counts
 * the inputs of a grouped or depthwise convolution as if it were not grouped, so that those filters start smaller, and
 * draws the normalization's gamma from [0, 1). (The published weights still show both: their gammas have mean 0.5 and
 * deviation 0.29.) 'kaiming': PyTorch's default since 1.0, each group for itself and gamma 1.
 */
export type Initialization = 'released' | 'kaiming';

type LayerArgs = NonNullable<ConstructorParameters<typeof layers.Layer>[0]>;

/** Arguments of every block, besides those of every layer of tfjs. */
export interface BlockLayerArgs extends LayerArgs {
  /** After the normalization: one learned slope per channel, ReLU, or nothing. Default 'prelu'. */
  activation?: Activation;
  /** Share of the old running value that a training step keeps. Default 0.9 (PyTorch's momentum 0.1). */
  momentum?: number;
  /** Added to the variance. Default 1e-5. */
  epsilon?: number;
  /** How the weights start. Default 'released'. */
  initialization?: Initialization;
  /** Makes the initial weights reproducible. Default: another draw each time. */
  seed?: number;
}

/** Names of the options that every layer of tfjs has, and `customObjects`, which tfjs adds when it loads a model. */
export const LAYER_ARGS = {
  inputShape: 1,
  batchInputShape: 1,
  batchSize: 1,
  dtype: 1,
  name: 1,
  trainable: 1,
  weights: 1,
  inputDType: 1,
  customObjects: 1,
} as const satisfies OptionNames<LayerArgs & { customObjects: unknown }>;

/** The same of every block. */
export const BLOCK_LAYER_ARGS = {
  ...LAYER_ARGS,
  activation: 1,
  momentum: 1,
  epsilon: 1,
  initialization: 1,
  seed: 1,
} as const satisfies OptionNames<BlockLayerArgs & { customObjects: unknown }>;

/** How many inputs each output of a convolution is computed from, and in how many groups. */
export interface FilterInputs {
  /** Kernel area times the channels of one group. */
  fanIn: number;
  /** Default 1. */
  groups?: number;
}

interface NormalizationWeights {
  gamma: LayerVariable;
  beta: LayerVariable;
  movingMean: LayerVariable;
  movingVariance: LayerVariable;
}

/**
 * Base class of the blocks. A subclass adds its filters in `build`, in the order in which they are used, then calls
 * `addNormalization` and `addActivation` where it has them; its `compute` works with functional ops, and the base
 * class normalizes and activates what it returns.
 */
export abstract class BlockLayer extends layers.Layer {
  readonly activation: Activation;
  readonly momentum: number;
  readonly epsilon: number;
  readonly initialization: Initialization;
  readonly seed: number | undefined;
  private normalization?: NormalizationWeights;
  private slopes?: LayerVariable;
  private drawn = 0;

  constructor(args: BlockLayerArgs = {}) {
    check(typeof args === 'object' && args, 'The arguments of a block', args, 'they are an object');
    super(args);
    this.activation = args.activation ?? 'prelu';
    this.momentum = args.momentum ?? 0.9;
    this.epsilon = args.epsilon ?? 1e-5;
    this.initialization = args.initialization ?? 'released';
    this.seed = args.seed;
    if (!['prelu', 'relu', 'none'].includes(this.activation)) {
      throw new OpsError(
        'invalid-argument',
        `activation is ${String(args.activation)}; it must be 'prelu', 'relu' or 'none'.`,
      );
    }
    if (!['released', 'kaiming'].includes(this.initialization)) {
      throw new OpsError(
        'invalid-argument',
        `initialization is ${String(args.initialization)}; it must be 'released' or 'kaiming'.`,
      );
    }
    if (!(this.momentum >= 0 && this.momentum < 1)) {
      throw new OpsError(
        'invalid-argument',
        `momentum is ${args.momentum}; it must lie in [0, 1), such as 0.9.`,
      );
    }
    if (!(this.epsilon > 0)) {
      throw new OpsError(
        'invalid-argument',
        `epsilon is ${args.epsilon}; it must be positive, such as 1e-5.`,
      );
    }
  }

  /** What the block does before its normalization and activation; runs inside a `tidy`. */
  protected abstract compute(inputs: Tensor4D[], training: boolean): Tensor4D;

  override apply(
    inputs: Tensor | Tensor[] | SymbolicTensor | SymbolicTensor[],
    kwargs?: Parameters<layers.Layer['apply']>[1],
  ): ReturnType<layers.Layer['apply']> {
    const all: unknown[] = Array.isArray(inputs) ? inputs : [inputs];
    const areMaps = all.length > 0 && all.every((map) => Array.isArray((map as Tensor | undefined)?.shape));
    check(areMaps, `The input of layer ${this.name}`, inputs, 'give a tensor, or what tf.input returns');
    return super.apply(inputs, kwargs);
  }

  override call(inputs: Tensor | Tensor[], kwargs: { training?: boolean }): Tensor {
    const maps = (Array.isArray(inputs) ? inputs : [inputs]) as Tensor4D[];
    for (const map of maps) checkTensor(map, `The input of layer ${this.name}`);
    return tidy(() => {
      this.invokeCallHook(inputs, kwargs);
      const training = kwargs.training ?? false;
      const y = this.compute(maps, training);
      return this.normalizeAndActivate(y, training);
    });
  }

  /** Multiply-accumulates of the convolutions for one image, from input shapes with known height and width. */
  abstract countMacs(inputShape: Shape | Shape[]): number;

  override getConfig(): serialization.ConfigDict {
    return {
      ...super.getConfig(),
      activation: this.activation,
      momentum: this.momentum,
      epsilon: this.epsilon,
      initialization: this.initialization,
      ...(this.seed === undefined ? {} : { seed: this.seed }),
    };
  }

  /** A convolution's weight or bias, uniform in +-1 / sqrt(fan in); see `Initialization` for what counts as fan in. */
  protected addFilter(name: string, shape: number[], { fanIn, groups = 1 }: FilterInputs): LayerVariable {
    const limit = 1 / Math.sqrt(this.initialization === 'released' ? fanIn * groups : fanIn);
    return this.addWeight(name, shape, 'float32', this.uniform(-limit, limit));
  }

  /** Draws of their own for each weight of the layer. */
  private uniform(minval: number, maxval: number): ReturnType<typeof initializers.randomUniform> {
    const seed = this.seed === undefined ? undefined : this.seed + 7919 * this.drawn++;
    // tfjs reads a minval of 0 as none given, and would start at -0.05.
    return initializers.randomUniform({ minval: minval || Number.MIN_VALUE, maxval, seed });
  }

  protected addNormalization(channels: number): void {
    const { zeros, ones } = initializers;
    const weight = (name: string, initializer: ReturnType<typeof zeros>, trainable = true) =>
      this.addWeight(name, [channels], 'float32', initializer, undefined, trainable);
    this.normalization = {
      gamma: weight('gamma', this.initialization === 'released' ? this.uniform(0, 1) : ones()),
      beta: weight('beta', zeros()),
      movingMean: weight('moving_mean', zeros(), false),
      movingVariance: weight('moving_variance', ones(), false),
    };
  }

  /** Nothing for 'relu' and 'none'; for 'prelu' a slope of 0.25 for each channel. */
  protected addActivation(channels: number): void {
    if (this.activation !== 'prelu') return;
    this.slopes = this.addWeight('alpha', [channels], 'float32', initializers.constant({ value: 0.25 }));
  }

  /** Whether the layer, or the model around it, is not trained at all: `layer.trainable = false`, or the model's. */
  protected isFrozen(gamma: LayerVariable): boolean {
    return !this.trainable || !gamma.trainable;
  }

  /** Batch normalization, in training with the batch's own moments, which move the running values; activation. */
  private normalizeAndActivate(x: Tensor4D, training: boolean): Tensor4D {
    const slopes = this.slopes?.read();
    if (!this.normalization) return slopes ? prelu(x, slopes) : this.activation === 'relu' ? relu(x) : x;
    const { gamma, beta, movingMean, movingVariance } = this.normalization;
    const parameters = {
      gamma: gamma.read(),
      beta: beta.read(),
      epsilon: this.epsilon,
      activation: this.activation === 'prelu' && !slopes ? 'none' : this.activation,
      slopes,
    };
    // A frozen layer keeps its running values and normalizes by them, in training too, as Keras's does.
    if (!training || this.isFrozen(gamma))
      return batchNormInference(x, movingMean.read(), movingVariance.read(), parameters);
    const running = { mean: movingMean.read(), variance: movingVariance.read() };
    const { moments, moved } = trainingMoments(x, running, this.momentum);
    movingMean.write(moved.mean);
    movingVariance.write(moved.variance);
    dispose([moved.mean, moved.variance]);
    return batchNormTraining(x, moments, parameters);
  }
}
