/** Dropout of single numbers or of whole channels. */

import { dropout } from '@miniseg/ops';
import type { Shape, Shape4D } from '@miniseg/ops/layers';
import type { serialization, Tensor4D } from '@tensorflow/tfjs-core';
import { BlocksError } from '../errors.js';
import { type LayerArgs, MapLayer } from './map-layer.js';

/** Arguments of `Dropout`. */
export interface DropoutArgs extends LayerArgs {
  /** Probability with which training sets a number, or a channel, to zero; the rest grows by 1 / (1 - rate). */
  rate: number;
  /** Whether whole channels of an image are dropped (PyTorch's Dropout2d). Default false. */
  channelwise?: boolean;
  /** Makes the masks reproducible. Default: another draw each time. */
  seed?: number;
}

/**
 * Input and output [batch, height, width, channels]; evaluation returns the input.
 *
 * @throws {BlocksError} for a rate out of range.
 * @example const y = new Dropout({ rate: 0.1, channelwise: true }).apply(x);
 */
export class Dropout extends MapLayer {
  /** @nocollapse */
  static readonly className = 'MiniSegDropout';

  readonly rate: number;
  readonly channelwise: boolean;
  readonly seed: number | undefined;
  /** Training steps so far: each draws its own mask from `seed`. Set it to go on where a run stopped. */
  steps = 0;

  constructor(args: DropoutArgs) {
    super(args, { rate: 1, channelwise: 1, seed: 1 });
    if (!(typeof args.rate === 'number' && args.rate >= 0 && args.rate < 1)) {
      throw new BlocksError(
        'invalid-argument',
        `rate of Dropout is ${args.rate}; it must lie in [0, 1), such as 0.1.`,
      );
    }
    this.rate = args.rate;
    this.channelwise = args.channelwise ?? false;
    this.seed = args.seed;
  }

  protected override compute([x]: Tensor4D[], training: boolean): Tensor4D {
    if (!training || this.rate === 0) return x;
    const { rate, channelwise } = this;
    const seed = this.seed === undefined ? undefined : this.seed + 104729 * this.steps;
    this.steps++;
    return dropout(x, { rate, channelwise, seed });
  }

  protected override shapeOfOutput([shape]: Shape4D[]): Shape {
    return shape;
  }

  override getConfig(): serialization.ConfigDict {
    const { rate, channelwise, seed } = this;
    return { ...super.getConfig(), rate, channelwise, ...(seed === undefined ? {} : { seed }) };
  }
}
