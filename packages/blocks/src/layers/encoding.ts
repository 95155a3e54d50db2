/** The encoding layer of EncNet, section 3.1. */
import { encoding } from '@miniseg/ops';
import type { Shape, Shape4D } from '@miniseg/ops/layers';
import type { serialization, Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { initializers, type LayerVariable } from '@tensorflow/tfjs-layers';
import { checkCount } from '../check.js';
import { type LayerArgs, MapLayer } from './map-layer.js';

/** Arguments of `Encoding`. */
export interface EncodingArgs extends LayerArgs {
  /** Number K of codewords. */
  codewords: number;
  /** Makes the initial weights reproducible. Default: another draw each time. */
  seed?: number;
}

/**
 * e_k = sum over pixels n of softmax_k(s_k^2 |x_n - c_k|^2) (x_n - c_k). Input [batch, height, width, channels]; output [batch,
 * channels, K], with the codewords where BatchNorm looks for its features. Weights: codewords [K, channels], which start uniform in +-1 / sqrt(K channels), and scale [K], which starts uniform in
 * [-1, 0).
 *
 * @throws {BlocksError} for a number of codewords out of range.
 * @example const e = new Encoding({ codewords: 32 }).apply(x);
 */
export class Encoding extends MapLayer {
  /** @nocollapse */
  static readonly className = 'MiniSegEncoding';

  readonly codewords: number;
  readonly seed: number | undefined;
  private words!: LayerVariable;
  private scale!: LayerVariable;

  constructor(args: EncodingArgs) {
    super(args, { codewords: 1, seed: 1 });
    checkCount(args.codewords, 'codewords of Encoding');
    this.codewords = args.codewords;
    this.seed = args.seed;
  }

  override build(inputShape: Shape | Shape[]): void {
    const channels = this.shapesOf(inputShape)[0][3];
    const limit = 1 / Math.sqrt(this.codewords * channels);
    // tfjs reads a maxval of 0 as none given.
    const draw = (minval: number, maxval: number, k: number) =>
      initializers.randomUniform({
        minval,
        maxval,
        seed: this.seed === undefined ? undefined : this.seed + 7919 * k,
      });
    this.words = this.addWeight('codewords', [this.codewords, channels], 'float32', draw(-limit, limit, 0));
    this.scale = this.addWeight('scale', [this.codewords], 'float32', draw(-1, -Number.MIN_VALUE, 1));
    this.built = true;
  }

  protected override compute([x]: Tensor4D[]): Tensor {
    return encoding(x, this.words.read() as Tensor2D, this.scale.read() as Tensor1D);
  }

  protected override shapeOfOutput([[batch, , , channels]]: Shape4D[]): Shape {
    return [batch, channels, this.codewords];
  }

  override getConfig(): serialization.ConfigDict {
    return {
      ...super.getConfig(),
      codewords: this.codewords,
      ...(this.seed === undefined ? {} : { seed: this.seed }),
    };
  }
}
