/** Resizing as PyTorch's interpolate. */
import { type PairLike, resizeBilinear, resizeNearest } from '@miniseg/ops';
import type { Shape, Shape4D } from '@miniseg/ops/layers';
import type { serialization, Tensor4D } from '@tensorflow/tfjs-core';
import { checkCount, checkOneOf } from '../check.js';
import { BlocksError } from '../errors.js';
import { pairOf } from './convolution-layer.js';
import { type LayerArgs, MapLayer } from './map-layer.js';
import { bothAxes } from './sizes.js';

/** Arguments of `Resize`. */
export interface ResizeArgs extends LayerArgs {
  /** Default 'bilinear'. */
  mode?: 'bilinear' | 'nearest';
  /** 'bilinear': whether the corner pixels of both maps lie on each other. Default false. */
  alignCorners?: boolean;
  /** Factor for height and width of a single input. */
  scale?: PairLike;
  /** Height and width for a single input. */
  size?: PairLike;
  /** With the inputs [x, like]: the output is ceil(height of like / divisor) high, likewise wide. Default 1. */
  divisor?: number;
}

/**
 * Input x [batch, height, width, channels] with `scale` or `size`, or inputs [x, like] without either: output of that size, or of
 * the height and width of `like`.
 *
 * @throws {BlocksError} for arguments out of range or that do not go together.
 * @example const y = new Resize({ alignCorners: true }).apply([coarse, image]);
 */
export class Resize extends MapLayer {
  /** @nocollapse */
  static readonly className = 'MiniSegResize';

  readonly mode: 'bilinear' | 'nearest';
  readonly alignCorners: boolean;
  readonly scale: PairLike | undefined;
  readonly size: PairLike | undefined;
  readonly divisor: number | undefined;

  constructor(args: ResizeArgs = {}) {
    super(args, { mode: 1, alignCorners: 1, scale: 1, size: 1, divisor: 1 });
    const { mode = 'bilinear', alignCorners = false, scale, size, divisor } = args;
    checkOneOf(mode, ['bilinear', 'nearest'], 'mode of Resize');
    if (mode === 'nearest' && alignCorners) {
      throw new BlocksError(
        'invalid-argument',
        "alignCorners of Resize is for the mode 'bilinear'; 'nearest' has no corners to align.",
      );
    }
    if ([scale, size, divisor].filter((one) => one !== undefined).length > 1) {
      throw new BlocksError(
        'invalid-argument',
        'Resize takes one of scale, size and divisor, or none of them.',
      );
    }
    if (divisor !== undefined) checkCount(divisor, 'divisor of Resize');
    for (const side of size === undefined ? [] : pairOf(size)) checkCount(side, 'size of Resize');
    for (const factor of scale === undefined ? [] : pairOf(scale)) {
      if (!(factor > 0))
        throw new BlocksError(
          'invalid-argument',
          `scale of Resize is ${factor}; it must be positive, such as 2.`,
        );
    }
    this.mode = mode;
    this.alignCorners = alignCorners;
    this.scale = scale;
    this.size = size;
    this.divisor = divisor;
  }

  protected override inputCount(): number {
    return this.scale === undefined && this.size === undefined ? 2 : 1;
  }

  protected override compute(inputs: Tensor4D[]): Tensor4D {
    const [, height, width] = this.shapeOfOutput(inputs.map(({ shape }) => shape));
    const size: [number, number] = [height as number, width as number];
    const [x] = inputs;
    return this.mode === 'nearest'
      ? resizeNearest(x, size)
      : resizeBilinear(x, size, { alignCorners: this.alignCorners });
  }

  protected override shapeOfOutput([[batch, height, width, channels], like]: Shape4D[]): Shape {
    const { scale, size, divisor = 1 } = this;
    if (size !== undefined) return [batch, ...pairOf(size), channels];
    if (scale !== undefined) {
      const factors = pairOf(scale);
      return [
        batch,
        ...bothAxes([height, width], (length, axis) => Math.floor(length * factors[axis])),
        channels,
      ];
    }
    return [batch, ...bothAxes([like[1], like[2]], (length) => Math.ceil(length / divisor)), channels];
  }

  override getConfig(): serialization.ConfigDict {
    const { mode, alignCorners, scale, size, divisor } = this;
    const given = Object.entries({ scale, size, divisor }).filter(([, value]) => value !== undefined);
    return { ...super.getConfig(), mode, alignCorners, ...Object.fromEntries(given) };
  }
}
