/**
 * DenseNet-201 with output stride 8. Huang, Liu, van der Maaten, Weinberger: Densely Connected Convolutional Networks,
 * CVPR 2017; dilated as DenseASPP has it. Names of weights are torchvision's.
 */

import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { checkBackbone } from '../builder/check-values.js';
import type { NetworkBuilder } from '../builder/index.js';

const GROWTH = 32;
/** Layers of the dense blocks, and the dilation of their 3x3 convolutions. */
const BLOCKS = [
  [6, 1],
  [12, 1],
  [48, 2],
  [32, 4],
] as const;

/** @returns 960 channels at stride 8: the fourth transition's output, neither normalized nor rectified yet. */
export function densenet201(net: NetworkBuilder, image: SymbolicTensor, prefix: string): SymbolicTensor {
  checkBackbone(net, image, prefix);
  let x = net.conv(image, [`${prefix}conv0`, `${prefix}norm0`], 64, { kernel: 7, strides: 2 });
  x = net.maxPool(x, { size: 3, strides: 2 });
  for (const [i, [layers, dilation]] of BLOCKS.entries()) {
    for (let layer = 1; layer <= layers; layer++) {
      const name = `${prefix}denseblock${i + 1}.denselayer${layer}`;
      const narrow = net.conv(
        net.norm(x, `${name}.norm1`, { activation: 'relu' }),
        [`${name}.conv1`, `${name}.norm2`],
        4 * GROWTH,
        { kernel: 1 },
      );
      x = net.concat([x, net.conv(narrow, `${name}.conv2`, GROWTH, { dilation })]);
    }
    const name = `${prefix}transition${i + 1}`;
    const half = (x.shape[3] as number) / 2;
    // The last transition leads into the closing normalization.
    const names = i === 3 ? ([`${name}.conv`, `${prefix}norm5`] as const) : `${name}.conv`;
    x = net.conv(net.norm(x, `${name}.norm`, { activation: 'relu' }), names, half, {
      kernel: 1,
      activation: 'none',
    });
    if (i === 0) x = net.avgPool(x, { size: 2 });
  }
  return x;
}
