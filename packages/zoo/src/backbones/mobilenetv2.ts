/** MobileNetV2, width 1. Sandler, Howard, Zhu, Zhmoginov, Chen: MobileNetV2, CVPR 2018, table 2. */

import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { checkBackbone } from '../builder/check-values.js';
import { type NetworkBuilder, sequence } from '../builder/index.js';

/** Expansion t, channels c, count n, stride s of the paper, in the stages whose last maps are read. */
const STAGES = [
  [[1, 16, 1, 1]],
  [[6, 24, 2, 2]],
  [[6, 32, 3, 2]],
  [
    [6, 64, 4, 2],
    [6, 96, 3, 1],
  ],
  [
    [6, 160, 3, 2],
    [6, 320, 1, 1],
  ],
] as const;

/** @returns Five maps: 16, 24, 32, 96 and 1280 channels at strides 2 to 32. */
export function mobilenetv2(net: NetworkBuilder, image: SymbolicTensor, prefix: string): SymbolicTensor[] {
  checkBackbone(net, image, prefix);
  const invertedResidual = (
    x: SymbolicTensor,
    name: string,
    [t, filters]: [number, number],
    strides: number,
  ) => {
    const inputs = x.shape[3] as number;
    const expanded =
      t === 1 ? x : net.conv(x, sequence(`${name}.conv`), t * inputs, { kernel: 1, activation: 'relu6' });
    const first = t === 1 ? 0 : 3;
    const spatial = net.depthwise(expanded, sequence(`${name}.conv`, first), {
      strides,
      activation: 'relu6',
    });
    const narrow = net.conv(spatial, sequence(`${name}.conv`, first + 3), filters, {
      kernel: 1,
      activation: 'none',
    });
    return strides === 1 && inputs === filters ? net.add([x, narrow]) : narrow;
  };
  let x = net.conv(image, sequence(`${prefix}stage1.0`), 32, { strides: 2, activation: 'relu6' });
  return STAGES.map((groups, stage) => {
    let place = stage === 0 ? 1 : 0;
    for (const [t, filters, count, stride] of groups) {
      for (let i = 0; i < count; i++) {
        x = invertedResidual(x, `${prefix}stage${stage + 1}.${place++}`, [t, filters], i === 0 ? stride : 1);
      }
    }
    if (stage < STAGES.length - 1) return x;
    return net.conv(x, sequence(`${prefix}stage5.${place}`), 1280, { kernel: 1, activation: 'relu6' });
  });
}
