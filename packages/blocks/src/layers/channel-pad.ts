/** Zero channels behind the given ones: ENet's way of widening a map without weights. */
import { padChannels } from '@miniseg/ops';
import type { Shape, Shape4D } from '@miniseg/ops/layers';
import type { serialization, Tensor4D } from '@tensorflow/tfjs-core';
import { checkCount } from '../check.js';
import { type LayerArgs, MapLayer } from './map-layer.js';

/** Arguments of `ChannelPad`. */
export interface ChannelPadArgs extends LayerArgs {
  /** Channels of the output, at least those of the input. */
  channels: number;
}

/**
 * Input [batch, height, width, c]; output [batch, height, width, channels].
 *
 * @throws {BlocksError} for a number out of range; OpsError where the input has more channels.
 * @example const y = new ChannelPad({ channels: 64 }).apply(x);
 */
export class ChannelPad extends MapLayer {
  /** @nocollapse */
  static readonly className = 'MiniSegChannelPad';

  readonly channels: number;

  constructor(args: ChannelPadArgs) {
    super(args, { channels: 1 });
    checkCount(args.channels, 'channels of ChannelPad');
    this.channels = args.channels;
  }

  protected override compute([x]: Tensor4D[]): Tensor4D {
    return padChannels(x, this.channels);
  }

  protected override shapeOfOutput([[batch, height, width]]: Shape4D[]): Shape {
    return [batch, height, width, this.channels];
  }

  override getConfig(): serialization.ConfigDict {
    return { ...super.getConfig(), channels: this.channels };
  }
}
