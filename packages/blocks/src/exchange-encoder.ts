/**
 * The released network's two-path encoder: the second path evolves along with the main path, and after each stage
 * but the last the two exchange what they have learned. With s = out + path, recomputed after every step:
 *
 *   j < floor(P / 2):  out = H_j(s) + out,  path = H'_j(s) + path
 *   afterwards:        out = H_j(s) + out
 *   between stages:    (l, r) = halves of BN(1x1([path, out]));  next path from l + path, next out from r + out
 */

import type { layers, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { ChannelSlice } from './channel-slice.js';
import { checkCount, checkMaps, checkOneOf } from './check.js';
import { checkOptions } from './check-options.js';
import { DownsamplerBlock } from './downsampler-block.js';
import { Joins } from './joins.js';
import { layerStarts } from './layer-starts.js';
import { PathExchange } from './path-exchange.js';
import { checkStages, STAGE_OPTIONS, type StageOptions, stageBlock, strideOfStage } from './stage-block.js';

interface Stage {
  down: layers.Layer;
  blocks: layers.Layer[];
  pathDown?: layers.Layer;
  pathBlocks: layers.Layer[];
  /** To the next stage: the exchange, and its halves. */
  exchange?: { mix: layers.Layer; toPath: layers.Layer; toMain: layers.Layer };
}

/**
 * `blocks` counts the blocks after the downsampling one. Builds the graph, like `TwoPathEncoder`; applying it a
 * second time shares the weights.
 *
 * @example
 * const encoder = new ExchangeEncoder({ filters: [8, 24, 32, 64], blocks: [2, 3, 8, 6] });
 * const [half, quarter, eighth, sixteenth] = encoder.apply(tf.input({ shape: [null, null, 3] }));
 */
export class ExchangeEncoder {
  /** Channels of the maps that `apply` returns, fine to coarse. */
  readonly filters: number[];
  private readonly stages: Stage[];
  private readonly joins: Joins;

  constructor(args: StageOptions) {
    checkStages(checkOptions('ExchangeEncoder', args, STAGE_OPTIONS));
    const { filters, blocks, downsamplerKernel = 5, twoPath = true, prefix = '' } = args;
    checkOneOf(downsamplerKernel, [3, 5], 'downsamplerKernel');
    const starts = layerStarts(args);
    this.filters = filters;
    this.joins = new Joins(prefix);
    this.stages = filters.map((width, i) => {
      checkCount(blocks[i], `blocks[${i}]`, 0);
      const strides = strideOfStage(args, i);
      const downsampler = (name: string, step: 1 | 2) =>
        new DownsamplerBlock({
          name: `${prefix}path${i + 1}_${name}`,
          filters: width,
          strides: step,
          kernelSize: downsamplerKernel,
          activation: args.activation,
          ...starts(),
        });
      return {
        down: stageBlock(args, i, { strides, name: `stage${i + 1}_down`, ...starts() }),
        blocks: Array.from({ length: blocks[i] }, (_, j) =>
          stageBlock(args, i, { strides: 1, name: `stage${i + 1}_block${j + 1}`, ...starts() }),
        ),
        pathDown: twoPath ? downsampler('down', strides) : undefined,
        pathBlocks: twoPath
          ? Array.from({ length: Math.floor(blocks[i] / 2) }, (_, j) => downsampler(`block${j + 1}`, 1))
          : [],
        exchange:
          twoPath && i < filters.length - 1
            ? {
                mix: new PathExchange({ name: `${prefix}exchange${i + 1}`, ...starts() }),
                toPath: new ChannelSlice({
                  name: `${prefix}exchange${i + 1}_to_path`,
                  start: 0,
                  channels: width,
                }),
                toMain: new ChannelSlice({
                  name: `${prefix}exchange${i + 1}_to_main`,
                  start: width,
                  channels: width,
                }),
              }
            : undefined,
      };
    });
  }

  /**
   * @param image [batch, height, width, channels].
   * @returns The main path's last map of each stage, fine to coarse, sizes rounded up.
   */
  apply(image: SymbolicTensor): SymbolicTensor[] {
    checkMaps([image], 'The image of ExchangeEncoder');
    const outputs: SymbolicTensor[] = [];
    let toMain = image;
    let toPath = image;
    for (const [i, stage] of this.stages.entries()) {
      const sum = (a: SymbolicTensor, b: SymbolicTensor, name: string) =>
        this.joins.sum(`stage${i + 1}_${name}`, a, b);
      let main = stage.down.apply(toMain) as SymbolicTensor;
      let path = stage.pathDown?.apply(toPath) as SymbolicTensor | undefined;
      for (const [j, block] of stage.blocks.entries()) {
        const seen = path ? sum(main, path, `skip${j + 1}`) : main;
        main = sum(block.apply(seen) as SymbolicTensor, main, `residual${j + 1}`);
        const pathBlock = stage.pathBlocks[j];
        if (path && pathBlock)
          path = sum(pathBlock.apply(seen) as SymbolicTensor, path, `path_residual${j + 1}`);
      }
      outputs.push(main);
      toMain = main;
      if (stage.exchange && path) {
        const mixed = stage.exchange.mix.apply([path, main]);
        toPath = sum(stage.exchange.toPath.apply(mixed) as SymbolicTensor, path, 'path_join');
        toMain = sum(stage.exchange.toMain.apply(mixed) as SymbolicTensor, main, 'main_join');
      }
    }
    return outputs;
  }
}
