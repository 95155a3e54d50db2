/**
 * EDANet. Lo, Hang, Chan, Lin: Efficient Dense Modules of Asymmetric Convolution for Real-Time Semantic Segmentation,
 * ACM Multimedia Asia 2019 (arXiv:1809.06323). Sides are multiples of 8.
 */
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { NetworkBuilder, type NetworkOptions } from '../builder/index.js';

const GROWTH = 40;
/** Dilations of the two EDA blocks. */
const BLOCK_1 = [1, 1, 1, 2, 2];
const BLOCK_2 = [2, 2, 4, 4, 8, 8, 16, 16];

/** 681,818 parameters with 2 classes. */
export function edanet(options: NetworkOptions = {}): LayersModel {
  const net = new NetworkBuilder('edanet', options, { multiple: 8, start: 'normal0.02' });
  // The activations are called as functions, which the tool of table III does not count.
  const quiet = { bias: true, counted: 0 } as const;

  /** A strided convolution and, where the width grows, a pooled map beside it. */
  const down = (x: SymbolicTensor, name: string, filters: number) => {
    const inputs = x.shape[3] as number;
    if (inputs >= filters) {
      return net.conv(x, [`${name}.conv`, `${name}.bn`], filters, { ...quiet, strides: 2 });
    }
    const y = net.conv(x, `${name}.conv`, filters - inputs, { strides: 2, bias: true });
    const joined = net.concat([y, net.maxPool(x, { size: 2 })]);
    return net.norm(joined, `${name}.bn`, { activation: 'relu', counted: 0 });
  };

  /** EDA module, fig. 2: the 3x3 convolutions in two asymmetric ones each, the second pair dilated. */
  const module = (x: SymbolicTensor, name: string, dilation: number) => {
    let y = net.conv(x, [`${name}.conv1x1`, `${name}.bn0`], GROWTH, { ...quiet, kernel: 1 });
    for (const [pair, rate] of [
      [1, 1],
      [2, dilation],
    ]) {
      y = net.conv(y, `${name}.conv3x1_${pair}`, GROWTH, { kernel: [3, 1], dilation: rate, bias: true });
      y = net.conv(y, [`${name}.conv1x3_${pair}`, `${name}.bn${pair}`], GROWTH, {
        ...quiet,
        kernel: [1, 3],
        dilation: rate,
      });
    }
    return net.concat([net.dropout(y, 0.02, { channelwise: true }), x]);
  };

  let layer = 0;
  const next = () => `layers.${layer++}`;
  let x = down(net.image, next(), 15);
  x = down(x, next(), 60);
  for (const dilation of BLOCK_1) x = module(x, next(), dilation);
  x = down(x, next(), 130);
  for (const dilation of BLOCK_2) x = module(x, next(), dilation);
  const logits = net.conv(x, 'project_layer', net.classes, { kernel: 1, bias: true });
  return net.finish(net.resize(logits, { scale: 8, alignCorners: true }));
}
