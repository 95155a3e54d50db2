/** Bilinear resizing with half-pixel centers as a layer: Upsample(., t) of eq. (16)-(18), to any size. */

import { resizeBilinear } from '@miniseg/ops';
import { oneTensor, type Shape, shape4D } from '@miniseg/ops/layers';
import { type serialization, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { CheckedLayer, type LayerArgs } from './checked-layer.js';
import { BlocksError } from './errors.js';

/** Arguments of `Upsample`, besides those of every layer. */
export interface UpsampleArgs extends LayerArgs {
  /** Factor for height and width, for one input. With two inputs the second one's size counts instead. */
  scale?: number;
}

/**
 * One input x [batch, height, width, channels]: output [batch, scale height, scale width, channels].
 * Two inputs [x, like]: x resized to the height and width of `like`, whatever they are; then no size has to be
 * divisible by anything.
 *
 * @throws {BlocksError} for a scale that is no whole number of at least 1, or one input without a scale.
 * @example const y = new Upsample().apply([coarse, fine]);
 */
export class Upsample extends CheckedLayer {
  /** @nocollapse */
  static readonly className = 'MiniSegUpsample';

  readonly scale: number | undefined;

  constructor(args: UpsampleArgs = {}) {
    super(args, { scale: 1 });
    if (args.scale !== undefined && (!Number.isInteger(args.scale) || args.scale < 1)) {
      throw new BlocksError(
        'invalid-argument',
        `scale of Upsample is ${args.scale}; it must be a whole number of at least 1.`,
      );
    }
    this.scale = args.scale;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tidy(() => {
      const x = oneTensor(inputs);
      const [, height, width] = this.computeOutputShape(
        Array.isArray(inputs) ? inputs.map(({ shape }) => shape) : x.shape,
      );
      return resizeBilinear(x, [height as number, width as number]);
    });
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const [batch, height, width, channels] = shape4D(inputShape, this.name);
    const like = Array.isArray(inputShape[0]) ? (inputShape as Shape[])[1] : undefined;
    if (like) return [batch, like[1], like[2], channels];
    const { scale } = this;
    if (scale === undefined) {
      throw new BlocksError(
        'shape',
        `${this.name} has no scale and got one input; pass {scale: 2}, or the inputs [x, like].`,
      );
    }
    const times = (size: number | null) => (size === null ? null : size * scale);
    return [batch, times(height), times(width), channels];
  }

  override getConfig(): serialization.ConfigDict {
    return { ...super.getConfig(), ...(this.scale === undefined ? {} : { scale: this.scale }) };
  }
}
