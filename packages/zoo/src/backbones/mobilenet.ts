/** MobileNet, width 1. Howard et al.: MobileNets, arXiv:1704.04861, table 1. */

import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { checkBackbone } from '../builder/check-values.js';
import { type NetworkBuilder, sequence } from '../builder/index.js';

/** Output channels of the depthwise separable convolutions, stage by stage; each stage but the first begins with stride 2. */
const STAGES = [[64], [128, 128], [256, 256], [512, 512, 512, 512, 512, 512], [1024, 1024]];

/** @returns The maps after the five stages, 64 to 1024 channels at strides 2 to 32. */
export function mobilenet(net: NetworkBuilder, image: SymbolicTensor, prefix: string): SymbolicTensor[] {
  checkBackbone(net, image, prefix);
  const separable = (x: SymbolicTensor, name: string, filters: number, strides: number) => {
    const spatial = net.depthwise(x, sequence(name), { strides });
    return net.conv(spatial, sequence(name, 3), filters, { kernel: 1 });
  };
  let x = net.conv(image, sequence(`${prefix}stage1.0`), 32, { strides: 2 });
  return STAGES.map((widths, stage) => {
    for (const [i, filters] of widths.entries()) {
      // The first stage's place 0 is the convolution above.
      const place = stage === 0 ? i + 1 : i;
      x = separable(x, `${prefix}stage${stage + 1}.${place}`, filters, stage > 0 && i === 0 ? 2 : 1);
    }
    return x;
  });
}
