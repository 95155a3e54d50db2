/**
 * ResNet. He, Zhang, Ren, Sun: Deep Residual Learning for Image Recognition, CVPR 2016; dilated as segmentation networks
 * have it. Names of weights are torchvision's, so that public ImageNet checkpoints load.
 */

import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { checkBackbone } from '../builder/check-values.js';
import type { ConvOptions, NetworkBuilder } from '../builder/index.js';
import { check, checkOptions } from '../check-options.js';

/** Blocks of the four stages. */
const DEPTHS = { 18: [2, 2, 2, 2], 50: [3, 4, 6, 3], 101: [3, 4, 23, 3] } as const;

/** Depth, strides and names of a ResNet. */
export interface ResNetOptions {
  /** 18 has basic blocks (two 3x3), the others bottlenecks (1x1, 3x3, 1x1 to four times the width). */
  depth: keyof typeof DEPTHS;
  /** In front of every name, such as 'pretrained.'. Default ''. */
  prefix?: string;
  /** Step of the four stages. Default 1, 2, 2, 2: strides 4, 8, 16, 32. */
  strides?: readonly [number, number, number, number];
  /** Dilation of each stage's 3x3 convolutions. Default 1. */
  dilations?: readonly [number, number, number, number];
  /** The dilation of each stage's first block, where it differs. */
  firstDilations?: readonly [number, number, number, number];
  /** Where a bottleneck has its stride: on the 3x3, or on the first 1x1 as the paper and Caffe do. Default '3x3'. */
  strideOn?: '3x3' | '1x1';
  /** The first pooling takes windows that reach over the border. Default false. */
  ceilMode?: boolean;
  /** Scale and shift of the normalizations get no gradient. Default false. */
  frozen?: boolean;
}

const NO_DILATION = [1, 1, 1, 1] as const;

/** @returns The maps after the four stages: 64, 128, 256, 512 channels, times 4 with bottlenecks. */
export function resnet(net: NetworkBuilder, image: SymbolicTensor, options: ResNetOptions): SymbolicTensor[] {
  const {
    depth,
    prefix = '',
    strides = [1, 2, 2, 2],
    dilations = NO_DILATION,
    firstDilations = dilations,
    strideOn = '3x3',
    ceilMode = false,
    frozen = false,
  } = checkOptions('resnet', options, {
    depth: 1,
    prefix: 1,
    strides: 1,
    dilations: 1,
    firstDilations: 1,
    strideOn: 1,
    ceilMode: 1,
    frozen: 1,
  });
  checkBackbone(net, image, prefix);
  checkDepth(depth);
  for (const [name, steps] of Object.entries({ strides, dilations, firstDilations })) {
    check(
      Array.isArray(steps) && steps.length === 4,
      `${name} of resnet`,
      steps,
      'they are one for each stage',
    );
  }
  const conv = (x: SymbolicTensor, name: string, norm: string, filters: number, options: ConvOptions = {}) =>
    net.conv(x, [prefix + name, prefix + norm], filters, { frozen, ...options });

  const basic = (x: SymbolicTensor, name: string, width: number, stride: number, dilation: number) => {
    const once = conv(x, `${name}.conv1`, `${name}.bn1`, width, { strides: stride, dilation });
    return conv(once, `${name}.conv2`, `${name}.bn2`, width, { dilation, activation: 'none' });
  };
  const bottleneck = (x: SymbolicTensor, name: string, width: number, stride: number, dilation: number) => {
    const [first, second] = strideOn === '1x1' ? [stride, 1] : [1, stride];
    const narrow = conv(x, `${name}.conv1`, `${name}.bn1`, width, { kernel: 1, strides: first });
    const spatial = conv(narrow, `${name}.conv2`, `${name}.bn2`, width, { strides: second, dilation });
    return conv(spatial, `${name}.conv3`, `${name}.bn3`, 4 * width, { kernel: 1, activation: 'none' });
  };
  const [branch, expansion] = depth === 18 ? [basic, 1] : [bottleneck, 4];

  let x = conv(image, 'conv1', 'bn1', 64, { kernel: 7, strides: 2 });
  x = net.maxPool(x, { size: 3, strides: 2, ceilMode });
  return DEPTHS[depth].map((blocks, stage) => {
    const width = 64 * 2 ** stage;
    for (let block = 0; block < blocks; block++) {
      const name = `layer${stage + 1}.${block}`;
      const stride = block === 0 ? strides[stage] : 1;
      const dilation = (block === 0 ? firstDilations : dilations)[stage];
      const residual = branch(x, name, width, stride, dilation);
      // A basic block of the first stage keeps its 64 channels; every other stage begins with a projection.
      const projects = block === 0 && (stage > 0 || expansion > 1);
      const shortcut = projects
        ? conv(x, `${name}.downsample.0`, `${name}.downsample.1`, width * expansion, {
            kernel: 1,
            strides: stride,
            activation: 'none',
          })
        : x;
      x = net.add([residual, shortcut], { activation: 'relu' });
    }
    return x;
  });
}

function checkDepth(depth: number): void {
  const known = Object.hasOwn(DEPTHS, depth);
  check(known, 'depth of resnet', depth, `it is one of ${Object.keys(DEPTHS).join(', ')}`);
}

/** Output stride 8: the last two stages keep their resolution and dilate by 2 and 4, their first blocks by half of it. */
export function dilatedResnet(net: NetworkBuilder, image: SymbolicTensor, depth: 50 | 101): SymbolicTensor {
  checkBackbone(net, image, '');
  checkDepth(depth);
  const stages = net.starting('kaimingFanOut', () =>
    resnet(net, image, {
      depth,
      prefix: 'pretrained.',
      strides: [1, 2, 1, 1],
      dilations: [1, 1, 2, 4],
      firstDilations: [1, 1, 1, 2],
    }),
  );
  return stages[3];
}
