/** The activation alone, as eq. (16) applies it to a sum: PReLU with a slope for each channel, or ReLU. */

import { BLOCK_LAYER_ARGS, BlockLayer, type BlockLayerArgs, type Shape, shape4D } from '@miniseg/ops/layers';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { checkOptions } from './check-options.js';

/**
 * Input and output [batch, height, width, channels], any height and width (`tf.layers.prelu` pins them).
 *
 * @example const y = new ChannelActivation({ activation: 'prelu' }).apply(x);
 */
export class ChannelActivation extends BlockLayer {
  /** @nocollapse */
  static readonly className = 'MiniSegChannelActivation';

  constructor(args: BlockLayerArgs = {}) {
    super(checkOptions('ChannelActivation', args, BLOCK_LAYER_ARGS));
  }

  override build(inputShape: Shape | Shape[]): void {
    this.addActivation(shape4D(inputShape, this.name)[3]);
    this.built = true;
  }

  protected override compute([x]: Tensor4D[]): Tensor4D {
    return x;
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    return shape4D(inputShape, this.name);
  }

  override countMacs(): number {
    return 0;
  }
}
