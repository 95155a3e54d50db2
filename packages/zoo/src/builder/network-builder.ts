/** What the networks of the zoo are written with: one call for each layer of a paper's figure. */
import {
  AdaptiveAvgPool2d,
  AvgPool2d,
  ChannelAttention,
  ChannelPad,
  ChannelShuffle,
  ChannelSlice,
  Concat,
  Dropout,
  Gate,
  MaxPool2d,
  MaxPoolIndices,
  MaxUnpool2d,
  PositionAttention,
  Resize,
  Sum,
} from '@miniseg/blocks/layers';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { check, checkOptions } from '../check-options.js';
import { checkMaps } from './check-values.js';
import { ConvolutionGraph } from './convolution-graph.js';

/** A square pooling window, pixels. */
export interface PoolOptions {
  size: number;
  /** Default 2. */
  strides?: number;
  /** Zeros, or for maxima nothing, on both sides. Default (size - 1) / 2, rounded down. */
  padding?: number;
  /** Windows may reach over the end. Default false. */
  ceilMode?: boolean;
  /** How often the tool of table III counts it: 0 where it is no module in the original. Default 1. */
  counted?: number;
}

/** The size that a map is resized to; one of `like` and `scale` is given. */
export interface ResizeOptions {
  /** To the height and width of this map. */
  like?: SymbolicTensor;
  /** By this factor. */
  scale?: number;
  /** Default 'bilinear'. */
  method?: 'bilinear' | 'nearest';
  /** Bilinear: corner pixels lie on corner pixels. Default false. */
  alignCorners?: boolean;
}

/**
 * @example
 * const net = new NetworkBuilder('mine', options);
 * const x = net.conv(net.image, ['conv1', 'bn1'], 64, { strides: 2 }); // 3x3, BN, ReLU
 * return net.finish(net.resize(net.conv(x, 'head', net.classes, { kernel: 1 }), { like: net.image }));
 */
export class NetworkBuilder extends ConvolutionGraph {
  maxPool(x: SymbolicTensor, options: PoolOptions): SymbolicTensor {
    const { window, counted } = poolOf('maxPool', options);
    return this.place(new MaxPool2d({ name: this.name('max_pool'), ...window }), x, { counted });
  }

  /** @param before The map whose 2x2 pooling says where each value belongs; the result is as large. */
  unpool(x: SymbolicTensor, before: SymbolicTensor): SymbolicTensor {
    const indices = this.place(new MaxPoolIndices({ name: this.name('indices'), size: 2 }), before);
    return this.place(new MaxUnpool2d({ name: this.name('unpool'), size: 2 }), [x, indices]);
  }

  /** Means, in which the padding's zeros count. */
  avgPool(x: SymbolicTensor, options: PoolOptions): SymbolicTensor {
    const { window, counted } = poolOf('avgPool', options);
    return this.place(new AvgPool2d({ name: this.name('avg_pool'), ...window }), x, { counted });
  }

  /** Means over `bins` x `bins` bins, whatever the size. */
  adaptiveAvgPool(x: SymbolicTensor, bins: number): SymbolicTensor {
    return this.place(new AdaptiveAvgPool2d({ name: this.name('adaptive_pool'), size: bins }), x);
  }

  /** The mean over the map: one pixel. */
  globalPool(x: SymbolicTensor): SymbolicTensor {
    return this.place(new AdaptiveAvgPool2d({ name: this.name('global_pool'), size: 1 }), x);
  }

  resize(x: SymbolicTensor, options: ResizeOptions): SymbolicTensor {
    checkOptions('resize', options, { like: 1, scale: 1, method: 1, alignCorners: 1 });
    const { like, scale, method, alignCorners } = options;
    const both = (like === undefined) !== (scale === undefined);
    check(both, 'like and scale of resize', [like, scale], 'give one of them');
    const layer = new Resize({ name: this.name('resize'), scale, mode: method, alignCorners });
    return this.place(layer, like ? [x, like] : x);
  }

  /** The first map plus the others, which may be a single pixel; then an activation. */
  add(maps: SymbolicTensor[], options: { activation?: 'relu'; counted?: number } = {}): SymbolicTensor {
    const { activation, counted } = checkOptions('add', options, { activation: 1, counted: 1 });
    checkMaps(maps);
    const sum = this.place(new Sum({ name: this.name('sum') }), maps);
    return activation ? this.activate(sum, activation, { counted }) : sum;
  }

  concat(maps: SymbolicTensor[]): SymbolicTensor {
    checkMaps(maps);
    return this.place(new Concat({ name: this.name('concat') }), maps);
  }

  /** A map times weights for each channel or for each pixel. */
  multiply(x: SymbolicTensor, weights: SymbolicTensor): SymbolicTensor {
    return this.place(new Gate({ name: this.name('gate') }), [x, weights]);
  }

  shuffle(x: SymbolicTensor, groups: number): SymbolicTensor {
    return this.place(new ChannelShuffle({ name: this.name('shuffle'), groups }), x);
  }

  slice(x: SymbolicTensor, start: number, channels: number): SymbolicTensor {
    return this.place(new ChannelSlice({ name: this.name('slice'), start, channels }), x);
  }

  /** Zero channels behind the given ones. */
  padChannels(x: SymbolicTensor, channels: number): SymbolicTensor {
    return this.place(new ChannelPad({ name: this.name('pad'), channels }), x);
  }

  /** @param options.channelwise Whole channels (PyTorch's Dropout2d). Default false. */
  dropout(x: SymbolicTensor, rate: number, options: { channelwise?: boolean } = {}): SymbolicTensor {
    checkOptions('dropout', options, { channelwise: 1 });
    const name = this.name('dropout');
    return this.place(new Dropout({ name, rate, ...options, seed: this.seedOf(name) }), x);
  }

  /** @param options.scale Of the products before the softmax. Default 1. */
  attention(
    query: SymbolicTensor,
    key: SymbolicTensor,
    value: SymbolicTensor,
    options: { scale?: number } = {},
  ): SymbolicTensor {
    checkOptions('attention', options, { scale: 1 });
    return this.place(new PositionAttention({ name: this.name('attention'), ...options }), [
      query,
      key,
      value,
    ]);
  }

  channelAttention(x: SymbolicTensor): SymbolicTensor {
    return this.place(new ChannelAttention({ name: this.name('channel_attention') }), x);
  }

  private seedOf(name: string): number {
    let seed = this.seed;
    for (const character of name) seed = (Math.imul(seed, 31) + character.charCodeAt(0)) >>> 1;
    return seed + 1;
  }
}

function poolOf(call: string, options: PoolOptions) {
  checkOptions(call, options, { size: 1, strides: 1, padding: 1, ceilMode: 1, counted: 1 });
  const { size, strides = 2, padding = Math.floor((size - 1) / 2), ceilMode, counted } = options;
  return { window: { size, strides, padding, ceilMode }, counted };
}
