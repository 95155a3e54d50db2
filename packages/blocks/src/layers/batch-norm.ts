/** Batch normalization with PyTorch's numerics, and the activation that follows it in the same pass. */
import { BLOCK_LAYER_ARGS, BlockLayer, type BlockLayerArgs, type Shape } from '@miniseg/ops/layers';
import type { serialization, Tensor4D } from '@tensorflow/tfjs-core';
import type { LayerVariable } from '@tensorflow/tfjs-layers';
import { checkOptions } from '../check-options.js';
import { BlocksError } from '../errors.js';

const { initialization: _, ...BLOCK_NAMES } = BLOCK_LAYER_ARGS;
const NAMES = { ...BLOCK_NAMES, frozen: 1 } as const;

/** Arguments of `BatchNorm`. */
export interface BatchNormArgs extends Omit<BlockLayerArgs, 'initialization'> {
  /** Whether scale and offset stay as they are; the running values still move. Default false. */
  frozen?: boolean;
}

/**
 * y = activation(gamma (x - mean) / sqrt(variance + epsilon) + beta), over all axes but the last. Training uses the batch's own
 * moments (biased variance) and moves the running values, with the unbiased variance, by 1 - momentum; evaluation uses those.
 * Input [batch, height, width, channels], [batch, length, channels] or [batch, channels]; output the same. Weights: gamma, beta,
 * moving_mean, moving_variance, and with the activation 'prelu' alpha; [channels] each.
 *
 * @throws {OpsError} for arguments out of range.
 * @example const y = new BatchNorm({ activation: 'relu' }).apply(x);
 */
export class BatchNorm extends BlockLayer {
  /** @nocollapse */
  static readonly className = 'MiniSegBatchNorm';

  readonly frozen: boolean;

  constructor(args: BatchNormArgs = {}) {
    checkOptions('BatchNorm', args, NAMES);
    super({ ...args, activation: args.activation ?? 'none', initialization: 'kaiming' });
    this.frozen = args.frozen ?? false;
  }

  override build(inputShape: Shape | Shape[]): void {
    const shape = (Array.isArray(inputShape[0]) ? inputShape[0] : inputShape) as Shape;
    const channels = shape[shape.length - 1];
    if (shape.length < 2 || shape.length > 4 || channels === null) {
      throw new BlocksError(
        'invalid-argument',
        `${this.name} got an input of shape [${shape.map((size) => size ?? 'null')}]; it takes 2 to 4 axes, of which the ` +
          'last, the channels, must be known.',
      );
    }
    this.addNormalization(channels);
    if (this.frozen) for (const weight of this.trainableWeights) weight.trainable = false;
    this.addActivation(channels);
    this.built = true;
  }

  protected override compute([x]: Tensor4D[]): Tensor4D {
    return x;
  }

  /** With `frozen` scale and offset alone stay as they are. */
  protected override isFrozen(gamma: LayerVariable): boolean {
    return this.frozen ? !this.trainable : super.isFrozen(gamma);
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    return (Array.isArray(inputShape[0]) ? inputShape[0] : inputShape) as Shape;
  }

  override countMacs(): number {
    return 0;
  }

  override getConfig(): serialization.ConfigDict {
    const { initialization, ...config } = super.getConfig();
    return { ...config, frozen: this.frozen };
  }
}
