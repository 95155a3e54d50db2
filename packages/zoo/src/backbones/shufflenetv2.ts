/** ShuffleNetV2 1x. Ma, Zhang, Zheng, Sun: ShuffleNet V2, ECCV 2018, table 5 and fig. 3 (c), (d). */

import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { checkBackbone } from '../builder/check-values.js';
import { type NetworkBuilder, sequence } from '../builder/index.js';

/** Channels and units of the stages. */
const STAGES = [
  [116, 4],
  [232, 8],
  [464, 4],
] as const;

/** @returns Four maps: 24, 116, 232 and 1024 channels at strides 4 to 32. */
export function shufflenetv2(net: NetworkBuilder, image: SymbolicTensor, prefix: string): SymbolicTensor[] {
  checkBackbone(net, image, prefix);
  /** 1x1, depthwise 3x3, 1x1; no activation after the depthwise one. */
  const branch = (x: SymbolicTensor, name: string, filters: number, strides: number) => {
    const first = net.conv(x, sequence(name), filters, { kernel: 1 });
    const spatial = net.depthwise(first, sequence(name, 3), { strides, activation: 'none' });
    return net.conv(spatial, sequence(name, 5), filters, { kernel: 1 });
  };
  const unit = (x: SymbolicTensor, name: string, filters: number) => {
    const half = filters / 2;
    const [kept, changed] = [net.slice(x, 0, half), net.slice(x, half, half)];
    return net.shuffle(net.concat([kept, branch(changed, `${name}.banch2`, half, 1)]), 2);
  };
  const downUnit = (x: SymbolicTensor, name: string, filters: number) => {
    const half = filters / 2;
    const spatial = net.depthwise(x, sequence(`${name}.banch1`), { strides: 2, activation: 'none' });
    const left = net.conv(spatial, sequence(`${name}.banch1`, 2), half, { kernel: 1 });
    return net.shuffle(net.concat([left, branch(x, `${name}.banch2`, half, 2)]), 2);
  };

  const stem = net.conv(image, sequence(`${prefix}conv1`), 24, { strides: 2 });
  let x = net.maxPool(stem, { size: 3, strides: 2 });
  const maps = [x];
  for (const [i, [filters, units]] of STAGES.entries()) {
    for (let j = 0; j < units; j++) {
      const name = `${prefix}stage${i + 1}.${j}`;
      x = j === 0 ? downUnit(x, name, filters) : unit(x, name, filters);
    }
    if (i === 2) x = net.conv(x, sequence(`${prefix}conv_last`), 1024, { kernel: 1 });
    maps.push(x);
  }
  return maps;
}
