/** BN(1x1(X)), the lateral connection of eq. (16); with an activation, the released network's top projection. */

import { conv2d } from '@miniseg/ops';
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

/** Arguments of `PointwiseBlock`, besides those of every block. */
export interface PointwiseBlockArgs extends BlockLayerArgs {
  /** Output channels. */
  filters: number;
  /** A bias before the normalization: the released network has one. Default false. */
  useBias?: boolean;
}

/**
 * Input [batch, height, width, channels]; output [batch, height, width, filters]. Activation default: 'none'.
 *
 * @throws {BlocksError} for arguments out of range.
 */
export class PointwiseBlock extends BlockLayer {
  /** @nocollapse */
  static readonly className = 'MiniSegPointwiseBlock';

  readonly filters: number;
  readonly useBias: boolean;
  private kernel!: LayerVariable;
  private bias?: LayerVariable;

  constructor(args: PointwiseBlockArgs) {
    checkOptions('PointwiseBlock', args, { ...BLOCK_LAYER_ARGS, filters: 1, useBias: 1 });
    super({ activation: 'none', ...args });
    checkCount(args.filters, 'filters of PointwiseBlock');
    this.filters = args.filters;
    this.useBias = args.useBias ?? false;
  }

  override build(inputShape: Shape | Shape[]): void {
    const channels = shape4D(inputShape, this.name)[3];
    const inputs = { fanIn: channels };
    this.kernel = this.addFilter('kernel', [1, 1, channels, this.filters], inputs);
    if (this.useBias) this.bias = this.addFilter('bias', [this.filters], inputs);
    this.addNormalization(this.filters);
    this.addActivation(this.filters);
    this.built = true;
  }

  protected override compute([x]: Tensor4D[]): Tensor4D {
    const product = conv2d(x, this.kernel.read() as Tensor4D);
    return this.bias ? add(product, this.bias.read()) : product;
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const [batch, height, width] = shape4D(inputShape, this.name);
    return [batch, height, width, this.filters];
  }

  override countMacs(inputShape: Shape | Shape[]): number {
    const shape = shape4D(inputShape, this.name);
    return pixels(shape, this.name) * shape[3] * this.filters;
  }

  override getConfig(): serialization.ConfigDict {
    const { filters, useBias } = this;
    return { ...super.getConfig(), filters, useBias };
  }
}
