/** Attention over channels: DANet's, as its authors run it. */
import { channelAttention } from '@miniseg/ops';
import { pixels, type Shape, type Shape4D } from '@miniseg/ops/layers';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { MapLayer } from './map-layer.js';

/**
 * y_c = sum over channels d of softmax_d(-x_c . x_d) x_d, the products over all pixels. Input and output [batch, height, width,
 * channels].
 *
 * @example const y = new ChannelAttention().apply(x);
 */
export class ChannelAttention extends MapLayer {
  /** @nocollapse */
  static readonly className = 'MiniSegChannelAttention';

  protected override compute([x]: Tensor4D[]): Tensor4D {
    return channelAttention(x);
  }

  protected override shapeOfOutput([shape]: Shape4D[]): Shape {
    return shape;
  }

  /** Of the two products of matrices; no weight takes part in them. */
  attentionMacs(inputShape: Shape | Shape[]): number {
    const [shape] = this.shapesOf(inputShape);
    return 2 * pixels(shape, this.name) * shape[3] ** 2;
  }
}
