/**
 * Atrous spatial pyramid pooling with image-level features. Chen, Papandreou, Schroff, Adam: Rethinking Atrous
 * Convolution for Semantic Image Segmentation, arXiv:1706.05587, section 3.3.
 */

import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { checkBuilder, checkMap } from '../builder/check-values.js';
import type { LayerNames, NetworkBuilder } from '../builder/index.js';
import { check, checkOptions } from '../check-options.js';

/** Atrous spatial pyramid pooling: rates and names of its branches. */
export interface AsppOptions {
  /** Of the three 3x3 branches. */
  rates: readonly [number, number, number];
  /** Names of the 1x1 branch and of the three dilated ones. */
  branches: readonly [LayerNames, LayerNames, LayerNames, LayerNames];
  /** Names of the projection of the image's mean. */
  pooled: LayerNames;
  /** Names of the projection of all five. */
  project: LayerNames;
}

/** 1x1, three dilated 3x3 and the mean over the image, 256 channels each, joined and projected to 256. */
export function aspp(net: NetworkBuilder, x: SymbolicTensor, options: AsppOptions): SymbolicTensor {
  checkBuilder(net);
  checkMap(x);
  const { rates, branches, pooled, project } = checkOptions('aspp', options, {
    rates: 1,
    branches: 1,
    pooled: 1,
    project: 1,
  });
  check(Array.isArray(rates) && rates.length === 3, 'rates of aspp', rates, 'they are three dilations');
  check(
    Array.isArray(branches) && branches.length === 4,
    'branches of aspp',
    branches,
    'they are four names',
  );
  const [pointwise, ...dilated] = branches;
  const maps = [
    net.conv(x, pointwise, 256, { kernel: 1 }),
    ...dilated.map((names, i) => net.conv(x, names, 256, { dilation: rates[i] })),
  ];
  const mean = net.conv(net.globalPool(x), pooled, 256, { kernel: 1 });
  const everywhere = net.resize(mean, { like: x, alignCorners: true });
  return net.conv(net.concat([...maps, everywhere]), project, 256, { kernel: 1 });
}
