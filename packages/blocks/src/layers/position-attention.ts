/** Attention over positions: DANet eq. (1) and (2), OCNet's object context. */
import { positionAttention } from '@miniseg/ops';
import { pixels, type Shape, type Shape4D } from '@miniseg/ops/layers';
import type { serialization, Tensor4D } from '@tensorflow/tfjs-core';
import { BlocksError } from '../errors.js';
import { type LayerArgs, MapLayer } from './map-layer.js';

/** Arguments of `PositionAttention`. */
export interface PositionAttentionArgs extends LayerArgs {
  /** Factor of the products before the softmax. Default 1. */
  scale?: number;
}

/**
 * Inputs [query, key, value] with c, c and any channels: y_i = sum over pixels j of softmax_j(scale q_i . k_j) v_j. Output: height
 * and width of the query, channels of the value.
 *
 * @throws {BlocksError} for a scale that is not positive; OpsError for shapes that do not fit.
 * @example const y = new PositionAttention().apply([query, key, value]);
 */
export class PositionAttention extends MapLayer {
  /** @nocollapse */
  static readonly className = 'MiniSegPositionAttention';

  readonly scale: number;

  constructor(args: PositionAttentionArgs = {}) {
    super(args, { scale: 1 });
    this.scale = args.scale ?? 1;
    if (!(this.scale > 0)) {
      throw new BlocksError(
        'invalid-argument',
        `scale of PositionAttention is ${args.scale}; it must be positive, such as 0.0625.`,
      );
    }
  }

  protected override inputCount(): number {
    return 3;
  }

  protected override compute([query, key, value]: Tensor4D[]): Tensor4D {
    return positionAttention(query, key, value, { scale: this.scale });
  }

  protected override shapeOfOutput([[batch, height, width], , [, , , channels]]: Shape4D[]): Shape {
    return [batch, height, width, channels];
  }

  /** Of the two products of matrices; no weight takes part in them. */
  attentionMacs(inputShape: Shape | Shape[]): number {
    const [query, key, value] = this.shapesOf(inputShape);
    return pixels(query, this.name) * pixels(key, this.name) * (query[3] + value[3]);
  }

  override getConfig(): serialization.ConfigDict {
    return { ...super.getConfig(), scale: this.scale };
  }
}
