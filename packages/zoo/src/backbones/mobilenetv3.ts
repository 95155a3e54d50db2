/**
 * MobileNetV3-Small. Howard et al.: Searching for MobileNetV3, ICCV 2019, table 2. Squeeze-and-excitation comes before the
 * activation, and its linear layers have no bias.
 */

import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { checkBackbone } from '../builder/check-values.js';
import { type NetworkBuilder, sequence } from '../builder/index.js';

type Bottleneck = readonly [
  kernel: number,
  expansion: number,
  filters: number,
  squeeze: boolean,
  activation: 'relu' | 'hardSwish',
  strides: number,
];

const STAGES: readonly (readonly Bottleneck[])[] = [
  [[3, 16, 16, true, 'relu', 2]],
  [
    [3, 72, 24, false, 'relu', 2],
    [3, 88, 24, false, 'relu', 1],
  ],
  [
    [5, 96, 40, true, 'hardSwish', 2],
    [5, 240, 40, true, 'hardSwish', 1],
    [5, 240, 40, true, 'hardSwish', 1],
    [5, 120, 48, true, 'hardSwish', 1],
    [5, 144, 48, true, 'hardSwish', 1],
  ],
  [
    [5, 288, 96, true, 'hardSwish', 2],
    [5, 576, 96, true, 'hardSwish', 1],
    [5, 576, 96, true, 'hardSwish', 1],
  ],
];

/** @returns Five maps: 16, 24, 48 and 96 channels at strides 4 to 32, and 576 at stride 32. */
export function mobilenetv3(net: NetworkBuilder, image: SymbolicTensor, prefix: string): SymbolicTensor[] {
  checkBackbone(net, image, prefix);
  /** x times hard sigmoid(W_2 ReLU(W_1 mean(x))). */
  const squeezeExcite = (x: SymbolicTensor, name: string) => {
    const channels = x.shape[3] as number;
    const options = { bias: false } as const;
    const narrow = net.linear(net.globalPool(x), `${name}.fc.0`, channels / 4, {
      ...options,
      activation: 'relu',
    });
    const weights = net.linear(narrow, `${name}.fc.2`, channels, { ...options, activation: 'hardSigmoid' });
    return net.multiply(x, weights);
  };
  const bottleneck = (x: SymbolicTensor, name: string, row: Bottleneck) => {
    const [kernel, expansion, filters, squeeze, activation, strides] = row;
    const expanded = net.conv(x, sequence(name), expansion, { kernel: 1, activation });
    const spatial = net.depthwise(expanded, sequence(name, 3), {
      kernel,
      strides,
      activation: squeeze ? 'none' : activation,
    });
    const excited = squeeze ? net.activate(squeezeExcite(spatial, `${name}.5`), activation) : spatial;
    const narrow = net.conv(excited, sequence(name, 7), filters, { kernel: 1, activation: 'none' });
    return strides === 1 && x.shape[3] === filters ? net.add([x, narrow]) : narrow;
  };

  const whole = (x: SymbolicTensor, name: string, filters: number, kernel: number, strides: number) =>
    net.conv(x, [`${prefix}${name}.conv`, `${prefix}${name}.bn`], filters, {
      kernel,
      strides,
      activation: 'hardSwish',
    });
  let x = whole(image, 'conv1', 16, 3, 2);
  const maps = STAGES.map((rows, stage) => {
    for (const [i, row] of rows.entries()) x = bottleneck(x, `${prefix}layer${stage + 1}.${i}.conv`, row);
    return x;
  });
  return [...maps, whole(x, 'layer5', 576, 1, 1)];
}
