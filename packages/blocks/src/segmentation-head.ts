/** The prediction layer of eq. (17): a pointwise convolution with bias to class logits; no softmax. */

import { conv2d } from '@miniseg/ops';
import {
  BLOCK_LAYER_ARGS,
  BlockLayer,
  type BlockLayerArgs,
  pixels,
  type Shape,
  shape4D,
} from '@miniseg/ops/layers';
import { add, less, mul, randomUniform, type serialization, type Tensor4D } from '@tensorflow/tfjs-core';
import type { LayerVariable } from '@tensorflow/tfjs-layers';
import { checkCount } from './check.js';
import { checkOptions } from './check-options.js';
import { BlocksError } from './errors.js';

/** Arguments of `SegmentationHead`, besides those of every block that concern a layer without normalization. */
export interface SegmentationHeadArgs extends Omit<BlockLayerArgs, 'activation' | 'momentum' | 'epsilon'> {
  /** Number of classes, background included. */
  classes: number;
  /** Probability with which training drops a whole channel of the input (the released network: 0.01). Default 0. */
  dropout?: number;
}

/**
 * Input [batch, height, width, channels]; output [batch, height, width, classes], logits. Resize it to the image with
 * `Upsample`; `tf.softmax` gives probabilities.
 *
 * @throws {BlocksError} for arguments out of range.
 * @example const logits = new SegmentationHead({ classes: 2 }).apply(x);
 */
export class SegmentationHead extends BlockLayer {
  /** @nocollapse */
  static readonly className = 'MiniSegSegmentationHead';

  readonly classes: number;
  readonly dropout: number;
  /** Training steps so far: each draws its own mask from `seed`. Set it to go on where a run stopped. */
  steps = 0;
  private kernel!: LayerVariable;
  private bias!: LayerVariable;

  constructor(args: SegmentationHeadArgs) {
    // Without those of the normalization and activation, which it does not have.
    const { activation, momentum, epsilon, ...names } = BLOCK_LAYER_ARGS;
    checkOptions('SegmentationHead', args, { ...names, classes: 1, dropout: 1 });
    super({ ...args, activation: 'none' });
    const { classes, dropout = 0 } = args;
    checkCount(classes, 'classes of SegmentationHead');
    if (!(dropout >= 0 && dropout < 1)) {
      throw new BlocksError(
        'invalid-argument',
        `dropout of SegmentationHead is ${dropout}; it must lie in [0, 1), such as 0.01.`,
      );
    }
    this.classes = classes;
    this.dropout = dropout;
  }

  override build(inputShape: Shape | Shape[]): void {
    const channels = shape4D(inputShape, this.name)[3];
    const inputs = { fanIn: channels };
    this.kernel = this.addFilter('kernel', [1, 1, channels, this.classes], inputs);
    this.bias = this.addFilter('bias', [this.classes], inputs);
    this.built = true;
  }

  protected override compute([x]: Tensor4D[], training: boolean): Tensor4D {
    const seen = training && this.dropout > 0 ? this.drop(x) : x;
    return add(conv2d(seen, this.kernel.read() as Tensor4D), this.bias.read());
  }

  private drop(x: Tensor4D): Tensor4D {
    const keep = 1 - this.dropout;
    const seed = this.seed === undefined ? undefined : this.seed + 104729 * this.steps;
    this.steps++;
    const draw = randomUniform([x.shape[0], 1, 1, x.shape[3]], 0, 1, 'float32', seed);
    return mul(x, mul(less(draw, keep), 1 / keep)) as Tensor4D;
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const [batch, height, width] = shape4D(inputShape, this.name);
    return [batch, height, width, this.classes];
  }

  override countMacs(inputShape: Shape | Shape[]): number {
    const shape = shape4D(inputShape, this.name);
    return pixels(shape, this.name) * shape[3] * this.classes;
  }

  override getConfig(): serialization.ConfigDict {
    const { activation, momentum, epsilon, ...config } = super.getConfig();
    return { ...config, classes: this.classes, dropout: this.dropout };
  }
}
