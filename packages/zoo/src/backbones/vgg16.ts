/** The 13 convolutions of VGG-16 with batch normalization. Simonyan, Zisserman, ICLR 2015, configuration D. */

import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { checkBuilder, checkMap } from '../builder/check-values.js';
import type { LayerNames, NetworkBuilder } from '../builder/index.js';
import { check, checkOptions } from '../check-options.js';

/** Channels of the convolutions, block by block. */
export const VGG16_BLOCKS = [
  [64, 64],
  [128, 128],
  [256, 256, 256],
  [512, 512, 512],
  [512, 512, 512],
] as const;

/** Names and additions of a VGG-16. */
export interface Vgg16Options {
  /** Names of a convolution and its normalization, for the block and the place in it, both from 1. */
  names: (block: number, place: number) => LayerNames;
  /** What follows a block, such as pooling; its result enters the next one. */
  after: (x: SymbolicTensor, block: number) => SymbolicTensor;
  /** Of the convolutions of each block. Default 1. */
  dilations?: readonly number[];
  /** How often the tool of table III counts each activation: 0 where it is no module in the original. Default 1. */
  counted?: number;
}

/** Five blocks of (3x3 with bias, BN, ReLU). */
export function vgg16(net: NetworkBuilder, x: SymbolicTensor, options: Vgg16Options): SymbolicTensor {
  checkBuilder(net);
  checkMap(x);
  const {
    names,
    after,
    dilations = [1, 1, 1, 1, 1],
    counted,
  } = checkOptions('vgg16', options, {
    names: 1,
    after: 1,
    dilations: 1,
    counted: 1,
  });
  check(typeof names === 'function', 'names of vgg16', names, 'it is a function of a block and a place');
  check(typeof after === 'function', 'after of vgg16', after, 'it is a function of a map and a block');
  check(Array.isArray(dilations) && dilations.length === 5, 'dilations of vgg16', dilations, 'they are five');
  return VGG16_BLOCKS.reduce((input: SymbolicTensor, filters, block) => {
    const convolutions = filters.reduce(
      (y: SymbolicTensor, width, place) =>
        net.conv(y, names(block + 1, place + 1), width, { bias: true, dilation: dilations[block], counted }),
      input,
    );
    return after(convolutions, block + 1);
  }, x);
}
