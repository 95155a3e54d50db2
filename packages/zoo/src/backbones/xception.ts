/**
 * The aligned Xception of DeepLabv3+: Chollet, CVPR 2017, with the middle flow twice as long, strided separable
 * convolutions instead of pooling, and output stride 16. Chen et al., ECCV 2018, section 3.2.
 */

import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { checkBackbone } from '../builder/check-values.js';
import type { ConvOptions, LayerNames, NetworkBuilder } from '../builder/index.js';

/** The tool of table III counts the ReLU of a block twice: the block holds it under two names. */
const TWICE = { counted: 2 };

interface BlockOptions {
  /** The place of the first separable convolution in the original's list: 1 behind a ReLU, 0 without. */
  first?: number;
  /** Output channels of the three separable convolutions. */
  filters: readonly [number, number, number];
  /** Of the third one. */
  strides?: number;
  /** The third one is normalized. */
  normalizeLast?: boolean;
}

/**
 * @returns The low-level features (128 channels, stride 4) and the last ones (2048, stride 16).
 *
 * The ReLU at the start of a block works in place in the original. So the block's shortcut sees the rectified input as
 * well, and the low-level features are rectified. Here each block gets its input rectified.
 */
export function xception(net: NetworkBuilder, image: SymbolicTensor, prefix: string): SymbolicTensor[] {
  checkBackbone(net, image, prefix);
  /** Depthwise 3x3, then 1x1, nothing in between. */
  const separable = (
    x: SymbolicTensor,
    name: string,
    [norm]: string[],
    filters: number,
    { strides = 1, dilation = 1, activation = 'relu', counted }: ConvOptions = {},
  ) => {
    const spatial = net.depthwise(x, `${name}.conv1`, { strides, dilation });
    const names: LayerNames = norm === undefined ? `${name}.pointwise` : [`${name}.pointwise`, norm];
    return net.conv(spatial, names, filters, {
      kernel: 1,
      activation: norm === undefined ? 'none' : activation,
      counted,
    });
  };

  const block = (x: SymbolicTensor, number: number, options: BlockOptions) => {
    const { first = 1, filters, strides = 1, normalizeLast = false } = options;
    const name = `${prefix}block${number}`;
    const once = separable(x, `${name}.rep.${first}`, [`${name}.rep.${first + 1}`], filters[0], TWICE);
    const second = `${name}.rep.${first + 3}`;
    const twice = separable(once, second, [`${name}.rep.${first + 4}`], filters[1], {
      ...TWICE,
      activation: normalizeLast ? 'relu' : 'none',
    });
    // Behind a ReLU of its own, or right behind the normalization.
    const third = `${name}.rep.${first + (normalizeLast ? 6 : 5)}`;
    const norm = normalizeLast ? [`${name}.rep.${first + 7}`] : [];
    const residual = separable(twice, third, norm, filters[2], { strides, activation: 'none' });
    const identity = strides === 1 && filters[2] === x.shape[3];
    const shortcut = identity
      ? x
      : net.conv(x, [`${name}.skip`, `${name}.skipbn`], filters[2], {
          kernel: 1,
          strides,
          activation: 'none',
        });
    return net.add([residual, shortcut]);
  };

  let x = net.conv(image, [`${prefix}conv1`, `${prefix}bn1`], 32, { strides: 2 });
  x = net.conv(x, [`${prefix}conv2`, `${prefix}bn2`], 64);
  const low = net.relu(block(x, 1, { first: 0, filters: [128, 128, 128], strides: 2 }), TWICE);
  x = net.relu(block(low, 2, { filters: [256, 256, 256], strides: 2 }), TWICE);
  x = net.relu(block(x, 3, { filters: [728, 728, 728], strides: 2 }), TWICE);
  for (let number = 4; number <= 19; number++) {
    x = net.relu(block(x, number, { filters: [728, 728, 728], normalizeLast: true }), TWICE);
  }
  x = block(x, 20, { filters: [728, 1024, 1024] });
  for (const [i, filters] of [1536, 1536, 2048].entries()) {
    x = separable(x, `${prefix}conv${i + 3}`, [`${prefix}bn${i + 3}`], filters, { dilation: 2 });
  }
  return [low, x];
}
