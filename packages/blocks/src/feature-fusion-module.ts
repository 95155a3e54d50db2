/** FFM, which adapts a coarse map to a finer stage: BN(3x3(S) + dilated 3x3(S)), S = 1x1(X). Paper eq. (15). */

import { conv2d, depthwiseConv2d } from '@miniseg/ops';
import {
  BLOCK_LAYER_ARGS,
  BlockLayer,
  type BlockLayerArgs,
  pixels,
  type Shape,
  shape4D,
} from '@miniseg/ops/layers';
import { add, type serialization, type Tensor4D } from '@tensorflow/tfjs-core';
import type { LayerVariable } from '@tensorflow/tfjs-layers';
import { checkCount } from './check.js';
import { checkOptions } from './check-options.js';

/** Arguments of `FeatureFusionModule`, besides those of every block. */
export interface FeatureFusionModuleArgs extends BlockLayerArgs {
  /** Output channels. */
  filters: number;
}

/**
 * Input [batch, height, width, channels]; output [batch, height, width, filters]. No activation unless asked for:
 * eq. (16) applies it after adding the lateral map.
 *
 * @throws {BlocksError} for arguments out of range.
 * @example const y = new FeatureFusionModule({ filters: 64 }).apply(x);
 */
export class FeatureFusionModule extends BlockLayer {
  /** @nocollapse */
  static readonly className = 'MiniSegFeatureFusionModule';

  readonly filters: number;
  private pointwise!: LayerVariable;
  private near!: LayerVariable;
  private far!: LayerVariable;

  constructor(args: FeatureFusionModuleArgs) {
    checkOptions('FeatureFusionModule', args, { ...BLOCK_LAYER_ARGS, filters: 1 });
    super({ activation: 'none', ...args });
    checkCount(args.filters, 'filters of FeatureFusionModule');
    this.filters = args.filters;
  }

  override build(inputShape: Shape | Shape[]): void {
    const channels = shape4D(inputShape, this.name)[3];
    const { filters } = this;
    this.pointwise = this.addFilter('pointwise', [1, 1, channels, filters], { fanIn: channels });
    this.near = this.addFilter('near', [3, 3, filters, 1], { fanIn: 9, groups: filters });
    this.far = this.addFilter('far', [3, 3, filters, 1], { fanIn: 9, groups: filters });
    this.addNormalization(filters);
    this.addActivation(filters);
    this.built = true;
  }

  protected override compute([x]: Tensor4D[]): Tensor4D {
    const mixed = conv2d(x, this.pointwise.read() as Tensor4D);
    return add(
      depthwiseConv2d(mixed, this.near.read() as Tensor4D),
      depthwiseConv2d(mixed, this.far.read() as Tensor4D, { dilations: 2 }),
    );
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const [batch, height, width] = shape4D(inputShape, this.name);
    return [batch, height, width, this.filters];
  }

  override countMacs(inputShape: Shape | Shape[]): number {
    const shape = shape4D(inputShape, this.name);
    return pixels(shape, this.name) * this.filters * (shape[3] + 18);
  }

  override getConfig(): serialization.ConfigDict {
    return { ...super.getConfig(), filters: this.filters };
  }
}
