/**
 * The Attentive Hierarchical Spatial Pyramid module, paper section III-A, eq. (1)-(8).
 *
 *   S    = 1x1(X)                                        C' / K channels          (1)
 *   F_k  = dilated depthwise 3x3 of S, dilation 2^(k-1)  k = 1..K                 (2)
 *   F_0  = 3x3 average pooling of S                                               (3)
 *   F'_k = F'_(k-1) + F_k,  F'_0 = F_0                   hierarchy                (4)
 *   A    = sigmoid(K-grouped 1x1 of concat(F'_1..F'_K))  one map for each branch  (6)
 *   F''_k = F'_k + F'_k A[k]                             attention                (7)
 *   H(X) = PReLU(BN(K-grouped 1x1 of concat(F''_1..F''_K)))                       (8)
 */

import { attentivePyramid, conv2d, depthwiseConv2d, groupedPointwiseConv2d } from '@miniseg/ops';
import {
  BLOCK_LAYER_ARGS,
  BlockLayer,
  type BlockLayerArgs,
  pixels,
  type Shape,
  shape4D,
  strided,
} from '@miniseg/ops/layers';
import { concat, type serialization, type Tensor4D } from '@tensorflow/tfjs-core';
import type { LayerVariable } from '@tensorflow/tfjs-layers';
import { checkOptions } from './check-options.js';
import { AHSPError } from './errors.js';

/**
 * - 'full': the module of the paper.
 * - 'multi-branch': the K dilated branches without pooling, hierarchy and attention (table I, second row).
 * - 'single-branch': only the branch of dilation 1, between the same two pointwise convolutions (first row).
 */
export type AHSPVariant = 'full' | 'multi-branch' | 'single-branch';

/** Arguments of `AHSP`, besides those of every block. */
export interface AHSPArgs extends BlockLayerArgs {
  /** Output channels C', divisible by `branches`. */
  filters: number;
  /** 1 keeps height and width; 2 halves them, rounding up. Default 1. */
  strides?: 1 | 2;
  /** K, the number of dilated branches, with dilations 1, 2, 4, ..., 2^(K-1). Default 4. */
  branches?: number;
  /** The module or one of the paper's ablations. Default 'full'. */
  variant?: AHSPVariant;
}

/**
 * Input [batch, height, width, channels], any height and width; output
 * [batch, ceil(height / strides), ceil(width / strides), filters].
 *
 * Weights of 'full': C C'/K + K 9 C'/K + C' + C'^2/K + 3 C' trainable, 2 C' running values.
 *
 * @throws {AHSPError} when `filters` is not divisible by `branches`, or an argument is out of range.
 * @example
 * const x = tf.input({ shape: [null, null, 16] });
 * const y = new AHSP({ filters: 64, strides: 2 }).apply(x);
 */
export class AHSP extends BlockLayer {
  /** @nocollapse */
  static readonly className = 'MiniSegAHSP';

  readonly filters: number;
  readonly strides: number;
  readonly branches: number;
  readonly variant: AHSPVariant;
  private reduce!: LayerVariable;
  private dilated!: LayerVariable[];
  private attention?: LayerVariable;
  private fuse!: LayerVariable;

  constructor(args: AHSPArgs) {
    super(
      checkOptions('AHSP', args, { ...BLOCK_LAYER_ARGS, filters: 1, strides: 1, branches: 1, variant: 1 }),
    );
    const { filters, strides = 1, branches = 4, variant = 'full' } = args;
    if (!Number.isInteger(branches) || branches < 1) {
      throw new AHSPError(
        'invalid-argument',
        `branches is ${branches}; it must be a whole number of at least 1, such as 4.`,
      );
    }
    if (!Number.isInteger(filters) || filters < 1 || filters % branches !== 0) {
      throw new AHSPError(
        'invalid-argument',
        `filters is ${filters}; it must be a positive multiple of branches (${branches}), such as ${16 * branches}.`,
      );
    }
    if (strides !== 1 && strides !== 2)
      throw new AHSPError('invalid-argument', `strides is ${strides}; it must be 1 or 2.`);
    if (!['full', 'multi-branch', 'single-branch'].includes(variant)) {
      throw new AHSPError(
        'invalid-argument',
        `variant is '${variant}'; it must be 'full', 'multi-branch' or 'single-branch'.`,
      );
    }
    this.filters = filters;
    this.strides = strides;
    this.branches = branches;
    this.variant = variant;
  }

  private get width(): number {
    return this.filters / this.branches;
  }

  override build(inputShape: Shape | Shape[]): void {
    const channels = shape4D(inputShape, this.name)[3];
    const { width, filters, branches, variant } = this;
    this.reduce = this.addFilter('reduce', [1, 1, channels, width], { fanIn: channels });
    this.dilated = Array.from({ length: variant === 'single-branch' ? 1 : branches }, (_, k) =>
      this.addFilter(`dilated_${k + 1}`, [3, 3, width, 1], { fanIn: 9, groups: width }),
    );
    if (variant === 'full')
      this.attention = this.addFilter('attention', [1, 1, width, branches], {
        fanIn: width,
        groups: branches,
      });
    this.fuse = this.addFilter('fuse', [1, 1, width, filters], { fanIn: width, groups: branches });
    this.addNormalization(filters);
    this.addActivation(filters);
    this.built = true;
  }

  protected override compute([x]: Tensor4D[]): Tensor4D {
    const filter = (variable: LayerVariable) => variable.read() as Tensor4D;
    const { strides, attention } = this;
    const reduced = conv2d(x, filter(this.reduce));
    const dilated = this.dilated.map(filter);
    const fuse = filter(this.fuse);
    if (attention)
      return attentivePyramid(reduced, { dilated, attention: filter(attention), fuse }, { strides });
    const maps = dilated.map((kernel, k) => depthwiseConv2d(reduced, kernel, { strides, dilations: 2 ** k }));
    return maps.length === 1
      ? conv2d(maps[0], fuse)
      : groupedPointwiseConv2d(concat(maps, 3), fuse, maps.length);
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const [batch, height, width] = shape4D(inputShape, this.name);
    return [batch, strided(height, this.strides), strided(width, this.strides), this.filters];
  }

  override countMacs(inputShape: Shape | Shape[]): number {
    const shape = shape4D(inputShape, this.name);
    const { width, branches, filters, variant } = this;
    const inside = pixels(shape, this.name);
    const outside = pixels(this.computeOutputShape(inputShape), this.name);
    const depthwise = (variant === 'single-branch' ? 1 : branches) * 9 * width;
    const attention = variant === 'full' ? filters : 0;
    return inside * shape[3] * width + outside * (depthwise + attention + width * filters);
  }

  override getConfig(): serialization.ConfigDict {
    const { filters, strides, branches, variant } = this;
    return { ...super.getConfig(), filters, strides, branches, variant };
  }
}
