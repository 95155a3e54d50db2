/**
 * The paper's encoder: a main path of blocks and a second path of downsampler blocks, connected by nested skips.
 * Paper eq. (10)-(14):
 *
 *   E^1_1 = H(I),   E^i_1 = H(E^(i-1)_N)              stride 2                    (10)-(11)
 *   E^i_j = H(E^i_(j-1) + E'_i) + E^i_(j-1)           j = 2..N_i                  (12)
 *   E'_i  = H'(E'_(i-1) + E^(i-1)_N),  E'_1 = H'(I)   stride 2                    (13)-(14)
 */

import type { layers, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { checkCount, checkMaps, checkOneOf } from './check.js';
import { checkOptions } from './check-options.js';
import { DownsamplerBlock } from './downsampler-block.js';
import { Joins } from './joins.js';
import { layerStarts } from './layer-starts.js';
import { checkStages, STAGE_OPTIONS, type StageOptions, stageBlock, strideOfStage } from './stage-block.js';

/** Arguments of `TwoPathEncoder`. */
export interface TwoPathEncoderArgs extends StageOptions {
  /**
   * DB_1's spatial convolution. 'vanilla' (3x3 over all channels) is the reading of the paper that gives its printed
   * parameter and operation counts; 'depthwise' is eq. (9) to the letter. Default 'vanilla'.
   */
  firstDownsampler?: 'vanilla' | 'depthwise';
}

interface Stage {
  down: layers.Layer;
  blocks: layers.Layer[];
  path?: layers.Layer;
}

/**
 * Builds the graph; it is no layer itself, so that every block stays visible to `summary` and `save`. Applying it a
 * second time shares the weights.
 *
 * @example
 * const encoder = new TwoPathEncoder({ filters: [16, 64, 128, 256], blocks: [3, 4, 9, 7] });
 * const [half, quarter, eighth, sixteenth] = encoder.apply(tf.input({ shape: [null, null, 3] }));
 */
export class TwoPathEncoder {
  /** Channels of the maps that `apply` returns, fine to coarse. */
  readonly filters: number[];
  private readonly stages: Stage[];
  private readonly joins: Joins;

  constructor(args: TwoPathEncoderArgs) {
    checkStages(checkOptions('TwoPathEncoder', args, { ...STAGE_OPTIONS, firstDownsampler: 1 }));
    const {
      filters,
      blocks,
      downsamplerKernel = 5,
      firstDownsampler = 'vanilla',
      twoPath = true,
      prefix = '',
    } = args;
    checkOneOf(firstDownsampler, ['vanilla', 'depthwise'], 'firstDownsampler');
    checkOneOf(downsamplerKernel, [3, 5], 'downsamplerKernel');
    const starts = layerStarts(args);
    this.filters = filters;
    this.joins = new Joins(prefix);
    this.stages = filters.map((width, i) => {
      checkCount(blocks[i], `blocks[${i}]`);
      const strides = strideOfStage(args, i);
      const block = (j: number) =>
        stageBlock(args, i, {
          strides: j === 0 ? strides : 1,
          name: j === 0 ? `stage${i + 1}_down` : `stage${i + 1}_block${j}`,
          ...starts(),
        });
      const [down, ...others] = Array.from({ length: blocks[i] }, (_, j) => block(j));
      const vanilla = i === 0 && firstDownsampler === 'vanilla';
      const path = twoPath
        ? new DownsamplerBlock({
            name: `${prefix}path${i + 1}_down`,
            filters: width,
            strides,
            kernelSize: vanilla ? 3 : downsamplerKernel,
            body: vanilla ? 'vanilla' : 'depthwise',
            activation: args.activation,
            ...starts(),
          })
        : undefined;
      return { down, blocks: others, path };
    });
  }

  /**
   * @param image [batch, height, width, channels].
   * @returns The last map of each stage: [batch, height / 2^i, width / 2^i, filters[i - 1]], sizes rounded up.
   */
  apply(image: SymbolicTensor): SymbolicTensor[] {
    checkMaps([image], 'The image of TwoPathEncoder');
    const outputs: SymbolicTensor[] = [];
    let main = image;
    let path = image;
    for (const [i, stage] of this.stages.entries()) {
      const sum = (a: SymbolicTensor, b: SymbolicTensor, name: string) =>
        this.joins.sum(`stage${i + 1}_${name}`, a, b);
      if (stage.path) {
        path = stage.path.apply(i === 0 ? image : sum(path, main, 'path_join')) as SymbolicTensor;
      }
      main = stage.down.apply(main) as SymbolicTensor;
      for (const [j, block] of stage.blocks.entries()) {
        const seen = stage.path ? sum(main, path, `skip${j + 1}`) : main;
        main = sum(block.apply(seen) as SymbolicTensor, main, `residual${j + 1}`);
      }
      outputs.push(main);
    }
    return outputs;
  }
}
