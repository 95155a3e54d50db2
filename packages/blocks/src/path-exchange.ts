/**
 * The exchange between the two paths of the released network: both maps concatenated, then BN(1x1(.)) without
 * activation. The first half of the result goes to the second path of the next stage, the other half to the main
 * path; see `ChannelSlice`.
 *
 * One output, not two: tfjs-layers runs a layer once for each output that it fetches, and every run in training would
 * move the running values again.
 */

import { conv2d } from '@miniseg/ops';
import {
  BLOCK_LAYER_ARGS,
  BlockLayer,
  type BlockLayerArgs,
  pixels,
  type Shape,
  shape4D,
} from '@miniseg/ops/layers';
import { concat, type Tensor4D } from '@tensorflow/tfjs-core';
import type { LayerVariable } from '@tensorflow/tfjs-layers';
import { checkOptions } from './check-options.js';
import { BlocksError } from './errors.js';

/**
 * Inputs [second path, main path], both [batch, height, width, channels]; output [batch, height, width, 2 channels].
 *
 * @throws {BlocksError} when it does not get two inputs with the same channels.
 */
export class PathExchange extends BlockLayer {
  /** @nocollapse */
  static readonly className = 'MiniSegPathExchange';

  private kernel!: LayerVariable;

  constructor(args: BlockLayerArgs = {}) {
    checkOptions('PathExchange', args, BLOCK_LAYER_ARGS);
    super({ activation: 'none', ...args });
  }

  /** Channels of both paths together. */
  private width(inputShape: Shape | Shape[]): number {
    const shapes = inputShape as Shape[];
    const given = Array.isArray(shapes[0]) ? shapes.length : 1;
    if (given !== 2) {
      throw new BlocksError(
        'shape',
        `${this.name} takes two inputs, [second path, main path]; it got ${given}.`,
      );
    }
    const [first, second] = shapes.map((shape) => shape4D(shape, this.name)[3]);
    if (first !== second) {
      throw new BlocksError(
        'shape',
        `${this.name} got inputs with ${first} and ${second} channels; both paths must have as many.`,
      );
    }
    return first + second;
  }

  override build(inputShape: Shape | Shape[]): void {
    const channels = this.width(inputShape);
    this.kernel = this.addFilter('kernel', [1, 1, channels, channels], { fanIn: channels });
    this.addNormalization(channels);
    this.addActivation(channels);
    this.built = true;
  }

  protected override compute(paths: Tensor4D[]): Tensor4D {
    return conv2d(concat(paths, 3), this.kernel.read() as Tensor4D);
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const channels = this.width(inputShape);
    const [batch, height, width] = (inputShape as Shape[])[0];
    return [batch, height, width, channels];
  }

  override countMacs(inputShape: Shape | Shape[]): number {
    return pixels((inputShape as Shape[])[0], this.name) * this.width(inputShape) ** 2;
  }
}
