/** CB, the vanilla convolution block of the first stage: PReLU(BN(3x3(X))). Paper section III-B. */

import { conv2d } from '@miniseg/ops';
import {
  BLOCK_LAYER_ARGS,
  BlockLayer,
  type BlockLayerArgs,
  pixels,
  type Shape,
  shape4D,
  strided,
} from '@miniseg/ops/layers';
import type { serialization, Tensor4D } from '@tensorflow/tfjs-core';
import type { LayerVariable } from '@tensorflow/tfjs-layers';
import { checkCount, checkOneOf } from './check.js';
import { checkOptions } from './check-options.js';

/** Arguments of `ConvBlock`, besides those of every block. */
export interface ConvBlockArgs extends BlockLayerArgs {
  /** Output channels. */
  filters: number;
  /** Side of the kernel, odd. Default 3. */
  kernelSize?: number;
  /** 1 keeps height and width; 2 halves them, rounding up. Default 1. */
  strides?: 1 | 2;
}

/**
 * Input [batch, height, width, channels]; output [batch, ceil(height / strides), ceil(width / strides), filters].
 *
 * @throws {BlocksError} for arguments out of range.
 * @example const y = new ConvBlock({ filters: 16, strides: 2 }).apply(x);
 */
export class ConvBlock extends BlockLayer {
  /** @nocollapse */
  static readonly className = 'MiniSegConvBlock';

  readonly filters: number;
  readonly kernelSize: number;
  readonly strides: number;
  private kernel!: LayerVariable;

  constructor(args: ConvBlockArgs) {
    super(checkOptions('ConvBlock', args, { ...BLOCK_LAYER_ARGS, filters: 1, kernelSize: 1, strides: 1 }));
    const { filters, kernelSize = 3, strides = 1 } = args;
    checkCount(filters, 'filters of ConvBlock');
    checkOneOf(kernelSize, [1, 3, 5, 7], 'kernelSize of ConvBlock');
    checkOneOf(strides, [1, 2], 'strides of ConvBlock');
    this.filters = filters;
    this.kernelSize = kernelSize;
    this.strides = strides;
  }

  override build(inputShape: Shape | Shape[]): void {
    const channels = shape4D(inputShape, this.name)[3];
    const { kernelSize, filters } = this;
    this.kernel = this.addFilter('kernel', [kernelSize, kernelSize, channels, filters], {
      fanIn: kernelSize ** 2 * channels,
    });
    this.addNormalization(filters);
    this.addActivation(filters);
    this.built = true;
  }

  protected override compute([x]: Tensor4D[]): Tensor4D {
    return conv2d(x, this.kernel.read() as Tensor4D, { strides: this.strides });
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const [batch, height, width] = shape4D(inputShape, this.name);
    return [batch, strided(height, this.strides), strided(width, this.strides), this.filters];
  }

  override countMacs(inputShape: Shape | Shape[]): number {
    const outside = pixels(this.computeOutputShape(inputShape), this.name);
    return outside * this.kernelSize ** 2 * shape4D(inputShape, this.name)[3] * this.filters;
  }

  override getConfig(): serialization.ConfigDict {
    const { filters, kernelSize, strides } = this;
    return { ...super.getConfig(), filters, kernelSize, strides };
  }
}
