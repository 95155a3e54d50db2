/** Some neighboring channels of a map: how the released network splits an exchanged map between its paths. */

import { channelSlice } from '@miniseg/ops';
import { oneTensor, type Shape, shape4D } from '@miniseg/ops/layers';
import { type serialization, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { checkCount } from './check.js';
import { CheckedLayer, type LayerArgs } from './checked-layer.js';
import { BlocksError } from './errors.js';

/** Arguments of `ChannelSlice`, besides those of every layer. */
export interface ChannelSliceArgs extends LayerArgs {
  /** First channel. */
  start: number;
  /** Number of channels. */
  channels: number;
}

/**
 * Input [batch, height, width, c] with c >= start + channels; output [batch, height, width, channels].
 *
 * @throws {BlocksError} when the input has too few channels.
 */
export class ChannelSlice extends CheckedLayer {
  /** @nocollapse */
  static readonly className = 'MiniSegChannelSlice';

  readonly start: number;
  readonly channels: number;

  constructor(args: ChannelSliceArgs) {
    super(args, { start: 1, channels: 1 });
    checkCount(args.start, 'start of ChannelSlice', 0);
    checkCount(args.channels, 'channels of ChannelSlice');
    this.start = args.start;
    this.channels = args.channels;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tidy(() => channelSlice(oneTensor(inputs), this.start, this.channels));
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const [batch, height, width, given] = shape4D(inputShape, this.name);
    const { start, channels } = this;
    if (given < start + channels) {
      throw new BlocksError(
        'shape',
        `${this.name} takes channels ${start} to ${start + channels - 1} of an input with ${given}; it must have as many.`,
      );
    }
    return [batch, height, width, channels];
  }

  override getConfig(): serialization.ConfigDict {
    return { ...super.getConfig(), start: this.start, channels: this.channels };
  }
}
