/** ShuffleNet 1x, g = 3. Zhang, Zhou, Lin, Sun: ShuffleNet, CVPR 2018, table 1 and fig. 2. Every convolution has a bias. */

import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { checkBackbone } from '../builder/check-values.js';
import type { LayerNames, NetworkBuilder } from '../builder/index.js';

const GROUPS = 3;
/** Channels and units of stages 2 to 4. */
const STAGES = [
  [240, 4],
  [480, 8],
  [960, 4],
] as const;

/** @returns Four maps: 24, 240, 480 and 960 channels at strides 4 to 32. */
export function shufflenet(net: NetworkBuilder, image: SymbolicTensor, prefix: string): SymbolicTensor[] {
  checkBackbone(net, image, prefix);
  const unit = (x: SymbolicTensor, name: string, filters: number, first: boolean, groups: number) => {
    const inputs = x.shape[3] as number;
    const pointwise = (part: string): LayerNames => [`${name}.${part}.conv1x1`, `${name}.${part}.batch_norm`];
    const narrow = net.conv(x, pointwise('g_conv_1x1_compress'), filters / 4, {
      kernel: 1,
      groups,
      bias: true,
    });
    const spatial = net.depthwise(
      net.shuffle(narrow, GROUPS),
      [`${name}.depthwise_conv3x3`, `${name}.bn_after_depthwise`],
      { strides: first ? 2 : 1, bias: true, activation: 'none' },
    );
    // Joined to the pooled input, the first unit of a stage adds only the channels that are missing.
    const y = net.conv(spatial, pointwise('g_conv_1x1_expand'), first ? filters - inputs : filters, {
      kernel: 1,
      groups: GROUPS,
      bias: true,
      activation: 'none',
    });
    if (!first) return net.add([x, y], { activation: 'relu', counted: 0 });
    const pooled = net.avgPool(x, { size: 3, strides: 2, counted: 0 });
    return net.relu(net.concat([pooled, y]), { counted: 0 });
  };

  const stem = net.conv(image, `${prefix}conv1`, 24, { strides: 2, bias: true });
  let x = net.maxPool(stem, { size: 3, strides: 2 });
  const maps = [x];
  for (const [i, [filters, units]] of STAGES.entries()) {
    const stage = i + 2;
    for (let j = 0; j < units; j++) {
      // The very first 1x1 sees 24 channels, and is not grouped.
      const groups = stage === 2 && j === 0 ? 1 : GROUPS;
      x = unit(x, `${prefix}stage${stage}.ShuffleUnit_Stage${stage}_${j}`, filters, j === 0, groups);
    }
    maps.push(x);
  }
  return maps;
}
