/** Adaptive average pooling as PyTorch's AdaptiveAvgPool2d; with the size 1 the global average. */
import { adaptiveAvgPool2d, type PairLike } from '@miniseg/ops';
import type { Shape, Shape4D } from '@miniseg/ops/layers';
import type { serialization, Tensor4D } from '@tensorflow/tfjs-core';
import { checkCount } from '../check.js';
import { pairOf } from './convolution-layer.js';
import { type LayerArgs, MapLayer } from './map-layer.js';

/** Arguments of `AdaptiveAvgPool2d`. */
export interface AdaptiveAvgPool2dArgs extends LayerArgs {
  /** Height and width of the output: one number, or [rows, columns]. Default 1. */
  size?: PairLike;
}

/**
 * Bin i of n covers the rows floor(i height / n) to ceil((i + 1) height / n) - 1. Input [batch, height, width, channels]; output
 * [batch, size, size, channels].
 *
 * @throws {BlocksError} for a size out of range.
 * @example const mean = new AdaptiveAvgPool2d({ size: 1 }).apply(x);
 */
export class AdaptiveAvgPool2d extends MapLayer {
  /** @nocollapse */
  static readonly className = 'MiniSegAdaptiveAvgPool2d';

  readonly size: PairLike;

  constructor(args: AdaptiveAvgPool2dArgs = {}) {
    super(args, { size: 1 });
    this.size = args.size ?? 1;
    for (const side of pairOf(this.size)) checkCount(side, 'size of AdaptiveAvgPool2d');
  }

  protected override compute([x]: Tensor4D[]): Tensor4D {
    return adaptiveAvgPool2d(x, this.size);
  }

  protected override shapeOfOutput([[batch, , , channels]]: Shape4D[]): Shape {
    return [batch, ...pairOf(this.size), channels];
  }

  override getConfig(): serialization.ConfigDict {
    return { ...super.getConfig(), size: this.size as number };
  }
}
