/** The channel shuffle of ShuffleNet, section 3.1. */
import { channelShuffle } from '@miniseg/ops';
import type { Shape, Shape4D } from '@miniseg/ops/layers';
import type { serialization, Tensor4D } from '@tensorflow/tfjs-core';
import { checkCount } from '../check.js';
import { type LayerArgs, MapLayer } from './map-layer.js';

/** Arguments of `ChannelShuffle`. */
export interface ChannelShuffleArgs extends LayerArgs {
  /** Groups of neighboring channels of the input; they divide its channels. */
  groups: number;
}

/**
 * Channel k n + i goes to i groups + k, with n channels in a group. Input and output [batch, height, width, channels].
 *
 * @throws {BlocksError} for groups out of range; OpsError where they do not divide the channels.
 * @example const y = new ChannelShuffle({ groups: 3 }).apply(x);
 */
export class ChannelShuffle extends MapLayer {
  /** @nocollapse */
  static readonly className = 'MiniSegChannelShuffle';

  readonly groups: number;

  constructor(args: ChannelShuffleArgs) {
    super(args, { groups: 1 });
    checkCount(args.groups, 'groups of ChannelShuffle');
    this.groups = args.groups;
  }

  protected override compute([x]: Tensor4D[]): Tensor4D {
    return channelShuffle(x, this.groups);
  }

  protected override shapeOfOutput([shape]: Shape4D[]): Shape {
    return shape;
  }

  override getConfig(): serialization.ConfigDict {
    return { ...super.getConfig(), groups: this.groups };
  }
}
