/**
 * UNet++. Zhou, Siddiquee, Tajbakhsh, Liang: UNet++: A Nested U-Net Architecture for Medical Image Segmentation,
 * DLMIA 2018. Without deep supervision: the last node alone is read. Sides are multiples of 16.
 */
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { NetworkBuilder, type NetworkOptions } from '../builder/index.js';

const WIDTHS = [64, 128, 256, 512, 1024];

/** 36,629,698 parameters with 2 classes. */
export function unetpp(options: NetworkOptions = {}): LayersModel {
  const net = new NetworkBuilder('unetpp', options, { multiple: 16 });
  /** nodes[i][j] is the paper's x^(i,j): level i, the j-th along its skip pathway. */
  const nodes: SymbolicTensor[][] = WIDTHS.map(() => []);
  const node = (x: SymbolicTensor, i: number, j: number) => {
    const name = `conv${i}_${j}`;
    const once = net.conv(x, [`${name}.conv1`, `${name}.bn1`], WIDTHS[i], { bias: true });
    return net.conv(once, [`${name}.conv2`, `${name}.bn2`], WIDTHS[i], { bias: true });
  };
  // Diagonal by diagonal: each new level is followed by the nodes that it completes.
  for (let level = 0; level < WIDTHS.length; level++) {
    const x = level === 0 ? net.image : net.maxPool(nodes[level - 1][0], { size: 2 });
    nodes[level].push(node(x, level, 0));
    for (let j = 1; j <= level; j++) {
      const i = level - j;
      const below = net.resize(nodes[i + 1][j - 1], { scale: 2, alignCorners: true });
      nodes[i].push(node(net.concat([...nodes[i], below]), i, j));
    }
  }
  const logits = net.conv(nodes[0][WIDTHS.length - 1], 'final', net.classes, { kernel: 1, bias: true });
  return net.finish(logits);
}
