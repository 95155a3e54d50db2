/**
 * The decoder: from coarse to fine, the coarser map is enlarged, fused, and added to the encoder's map of the stage.
 * Paper eq. (16):
 *
 *   S''_i = FFM(Upsample(D_(i+1), 2)),   D_i = PReLU(S''_i + BN(1x1(E^i_N))),   D_n = E^n_N
 */

import { AHSP } from '@miniseg/ahsp';
import type { Activation } from '@miniseg/ops/layers';
import type { layers, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { ChannelActivation } from './channel-activation.js';
import { checkMaps, checkOneOf } from './check.js';
import { check, checkOptions } from './check-options.js';
import { BlocksError } from './errors.js';
import { FeatureFusionModule } from './feature-fusion-module.js';
import { Joins } from './joins.js';
import { layerStarts, type Starts } from './layer-starts.js';
import { PointwiseBlock } from './pointwise-block.js';
import { Upsample } from './upsample.js';

/** Arguments of `PyramidDecoder`. */
export interface PyramidDecoderArgs extends Starts {
  /** Channels of the maps that `apply` takes and returns, fine to coarse. */
  filters: number[];
  /** What adapts the enlarged map: the feature fusion module, or AHSP as in table II. Default 'ffm'. */
  fusion?: 'ffm' | 'ahsp';
  /** PReLU(BN(1x1 with bias)) on the coarsest map first, as in the released network. Default false. */
  topProjection?: boolean;
  /** A bias in the lateral 1x1, as in the released network. Default false. */
  lateralBias?: boolean;
  /** Default 'prelu'. */
  activation?: Activation;
  /** K, for `fusion: 'ahsp'`. Default 4. */
  branches?: number;
  /** Put before the name of every layer. Default none. */
  prefix?: string;
}

/** The maps that a `PyramidDecoder` gives. */
export interface DecodedPyramid {
  /** D_1..D_n, fine to coarse. */
  maps: SymbolicTensor[];
  /** `enlarged[i]` is maps[i + 1] resized to the size of maps[i]: what the fusion of that level saw. */
  enlarged: SymbolicTensor[];
}

interface Level {
  upsample: layers.Layer;
  fusion: layers.Layer;
  lateral: layers.Layer;
  activation: layers.Layer;
}

/**
 * Builds the graph behind any encoder: it knows channel counts, not who made the maps, and their sizes need not be
 * divisible by anything. Applying it a second time shares the weights.
 *
 * @throws {BlocksError} when the number of maps or their channels are not those announced in `filters`.
 * @example
 * const { maps } = new PyramidDecoder({ filters: [16, 32, 64] }).apply([half, quarter, eighth]);
 */
export class PyramidDecoder {
  readonly filters: number[];
  private readonly levels: Level[];
  private readonly top?: layers.Layer;
  private readonly joins: Joins;

  constructor(args: PyramidDecoderArgs) {
    checkOptions('PyramidDecoder', args, {
      filters: 1,
      fusion: 1,
      topProjection: 1,
      lateralBias: 1,
      activation: 1,
      branches: 1,
      prefix: 1,
      initialization: 1,
      seed: 1,
    });
    const {
      filters,
      fusion = 'ffm',
      topProjection = false,
      lateralBias = false,
      activation,
      branches,
      prefix = '',
    } = args;
    checkOneOf(fusion, ['ffm', 'ahsp'], 'fusion of PyramidDecoder');
    check(Array.isArray(filters), 'filters of PyramidDecoder', filters, 'they are an array, fine to coarse');
    if (filters.length < 2) {
      throw new BlocksError(
        'invalid-argument',
        `filters of PyramidDecoder lists ${filters.length} maps; a pyramid has at least 2.`,
      );
    }
    const starts = layerStarts(args);
    const coarsest = filters.length - 1;
    this.filters = filters;
    this.joins = new Joins(prefix);
    if (topProjection) {
      this.top = new PointwiseBlock({
        name: `${prefix}decoder${coarsest + 1}_top`,
        filters: filters[coarsest],
        useBias: true,
        activation: activation ?? 'prelu',
        ...starts(),
      });
    }
    this.levels = filters.slice(0, coarsest).map((width, i) => {
      const name = (part: string) => `${prefix}decoder${i + 1}_${part}`;
      return {
        upsample: new Upsample({ name: name('upsample') }),
        fusion:
          fusion === 'ffm'
            ? new FeatureFusionModule({ name: name('fusion'), filters: width, ...starts() })
            : new AHSP({ name: name('fusion'), filters: width, activation, branches, ...starts() }),
        lateral: new PointwiseBlock({
          name: name('lateral'),
          filters: width,
          useBias: lateralBias,
          ...starts(),
        }),
        activation: new ChannelActivation({ name: name('activation'), activation }),
      };
    });
  }

  /** @param features One map for each of `filters`, fine to coarse. */
  apply(features: SymbolicTensor[]): DecodedPyramid {
    checkMaps(features, 'The features of PyramidDecoder');
    const channels = features.map(({ shape }) => shape[3]);
    if (String(channels) !== String(this.filters)) {
      throw new BlocksError(
        'shape',
        `PyramidDecoder got maps with [${channels}] channels; it was made for [${this.filters}], fine to coarse.`,
      );
    }
    const coarsest = features[features.length - 1];
    const maps = [this.top ? (this.top.apply(coarsest) as SymbolicTensor) : coarsest];
    const enlarged: SymbolicTensor[] = [];
    for (let i = this.levels.length - 1; i >= 0; i--) {
      const { upsample, fusion, lateral, activation } = this.levels[i];
      const large = upsample.apply([maps[0], features[i]]) as SymbolicTensor;
      const fused = fusion.apply(large) as SymbolicTensor;
      const sum = this.joins.sum(`decoder${i + 1}_join`, fused, lateral.apply(features[i]) as SymbolicTensor);
      maps.unshift(activation.apply(sum) as SymbolicTensor);
      enlarged.unshift(large);
    }
    return { maps, enlarged };
  }
}
