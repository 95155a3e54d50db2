/** DB, the block of the encoder's second path: PReLU(BN(5x5(1x1(X)))). Paper eq. (9). */

import { conv2d, depthwiseConv2d } from '@miniseg/ops';
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

/** Arguments of `DownsamplerBlock`, besides those of every block. */
export interface DownsamplerBlockArgs extends BlockLayerArgs {
  /** Output channels. */
  filters: number;
  /** 2 halves height and width, rounding up; 1 keeps them (the released network's second path). Default 2. */
  strides?: 1 | 2;
  /** Side of the spatial kernel: 5, or 3 as in table II. Default 5. */
  kernelSize?: 3 | 5;
  /** Spatial convolution: 'depthwise' as in eq. (9), or 'vanilla' over all channels. Default 'depthwise'. */
  body?: 'depthwise' | 'vanilla';
}

/**
 * Input [batch, height, width, channels]; output [batch, ceil(height / strides), ceil(width / strides), filters].
 * The pointwise convolution comes first, at the input's resolution.
 *
 * @throws {BlocksError} for arguments out of range.
 * @example const y = new DownsamplerBlock({ filters: 64 }).apply(x);
 */
export class DownsamplerBlock extends BlockLayer {
  /** @nocollapse */
  static readonly className = 'MiniSegDownsamplerBlock';

  readonly filters: number;
  readonly strides: number;
  readonly kernelSize: number;
  readonly body: 'depthwise' | 'vanilla';
  private pointwise!: LayerVariable;
  private spatial!: LayerVariable;

  constructor(args: DownsamplerBlockArgs) {
    const own = { filters: 1, strides: 1, kernelSize: 1, body: 1 } as const;
    super(checkOptions('DownsamplerBlock', args, { ...BLOCK_LAYER_ARGS, ...own }));
    const { filters, strides = 2, kernelSize = 5, body = 'depthwise' } = args;
    checkCount(filters, 'filters of DownsamplerBlock');
    checkOneOf(strides, [1, 2], 'strides of DownsamplerBlock');
    checkOneOf(kernelSize, [3, 5], 'kernelSize of DownsamplerBlock');
    checkOneOf(body, ['depthwise', 'vanilla'], 'body of DownsamplerBlock');
    this.filters = filters;
    this.strides = strides;
    this.kernelSize = kernelSize;
    this.body = body;
  }

  override build(inputShape: Shape | Shape[]): void {
    const channels = shape4D(inputShape, this.name)[3];
    const { filters, kernelSize } = this;
    this.pointwise = this.addFilter('pointwise', [1, 1, channels, filters], { fanIn: channels });
    this.spatial =
      this.body === 'depthwise'
        ? this.addFilter('spatial', [kernelSize, kernelSize, filters, 1], {
            fanIn: kernelSize ** 2,
            groups: filters,
          })
        : this.addFilter('spatial', [kernelSize, kernelSize, filters, filters], {
            fanIn: kernelSize ** 2 * filters,
          });
    this.addNormalization(filters);
    this.addActivation(filters);
    this.built = true;
  }

  protected override compute([x]: Tensor4D[]): Tensor4D {
    const mixed = conv2d(x, this.pointwise.read() as Tensor4D);
    const spatial = this.body === 'depthwise' ? depthwiseConv2d : conv2d;
    return spatial(mixed, this.spatial.read() as Tensor4D, { strides: this.strides });
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const [batch, height, width] = shape4D(inputShape, this.name);
    return [batch, strided(height, this.strides), strided(width, this.strides), this.filters];
  }

  override countMacs(inputShape: Shape | Shape[]): number {
    const shape = shape4D(inputShape, this.name);
    const outside = pixels(this.computeOutputShape(inputShape), this.name);
    const seen = this.body === 'depthwise' ? 1 : this.filters;
    return (pixels(shape, this.name) * shape[3] + outside * this.kernelSize ** 2 * seen) * this.filters;
  }

  override getConfig(): serialization.ConfigDict {
    const { filters, strides, kernelSize, body } = this;
    return { ...super.getConfig(), filters, strides, kernelSize, body };
  }
}
