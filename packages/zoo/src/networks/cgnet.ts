/**
 * CGNet. Wu, Tang, Zhang, Cao, Zhang: CGNet: A Light-weight Context Guided Network for Semantic Segmentation,
 * arXiv:1811.08201, with M = 3 and N = 21.
 */
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { NetworkBuilder, type NetworkOptions } from '../builder/index.js';

/** 491,954 parameters with 2 classes. Any sides. */
export function cgnet(options: NetworkOptions = {}): LayersModel {
  const net = new NetworkBuilder('cgnet', options, {
    epsilon: 1e-3,
    activation: 'prelu',
    start: 'kaimingFanIn',
  });
  const unit = (name: string) => [`${name}.conv`, `${name}.bn`, `${name}.act`] as const;
  const normalize = (x: SymbolicTensor, name: string) =>
    net.norm(x, [`${name}.bn`, `${name}.act`], { activation: 'prelu' });

  /** The local feature and its surrounding context, fig. 3: two depthwise 3x3, the second one dilated. */
  const localAndSurround = (x: SymbolicTensor, name: string, dilation: number) =>
    net.concat([
      net.depthwise(x, `${name}.F_loc.conv`),
      net.depthwise(x, `${name}.F_sur.conv`, { dilation }),
    ]);

  /** The global context, fig. 3: a weight for each channel from the means. */
  const gate = (x: SymbolicTensor, name: string, reduction: number) => {
    const channels = x.shape[3] as number;
    const narrow = net.linear(net.globalPool(x), `${name}.fc.0`, channels / reduction, {
      activation: 'relu',
    });
    return net.multiply(x, net.linear(narrow, `${name}.fc.2`, channels, { activation: 'sigmoid' }));
  };

  const block = (x: SymbolicTensor, name: string, dilation: number, reduction: number) => {
    const narrow = net.conv(x, unit(`${name}.conv1x1`), (x.shape[3] as number) / 2, { kernel: 1 });
    const joined = normalize(localAndSurround(narrow, name, dilation), `${name}.bn_prelu`);
    return net.add([x, gate(joined, `${name}.F_glo`, reduction)]);
  };

  const downBlock = (
    x: SymbolicTensor,
    name: string,
    filters: number,
    dilation: number,
    reduction: number,
  ) => {
    const half = net.conv(x, unit(`${name}.conv1x1`), filters, { strides: 2 });
    const joined = normalize(localAndSurround(half, name, dilation), name);
    return gate(net.conv(joined, `${name}.reduce.conv`, filters, { kernel: 1 }), `${name}.F_glo`, reduction);
  };

  const stage = (
    x: SymbolicTensor,
    level: number,
    filters: number,
    blocks: number,
    dilation: number,
    reduction: number,
  ) => {
    const first = downBlock(x, `level${level}_0`, filters, dilation, reduction);
    let last = first;
    for (let i = 0; i < blocks; i++) last = block(last, `level${level}.${i}`, dilation, reduction);
    return [first, last];
  };

  let x = net.conv(net.image, unit('level1_0'), 32, { strides: 2 });
  x = net.conv(x, unit('level1_1'), 32);
  x = net.conv(x, unit('level1_2'), 32);
  // The image is injected at half and at a quarter of its size.
  const half = net.avgPool(net.image, { size: 3, strides: 2 });
  const sample2 = net.avgPool(net.image, { size: 3, strides: 2 });
  const quarter = net.avgPool(sample2, { size: 3, strides: 2 });
  const [first2, last2] = stage(normalize(net.concat([x, half]), 'b1'), 2, 64, 2, 2, 8);
  const [first3, last3] = stage(
    normalize(net.concat([last2, first2, quarter]), 'bn_prelu_2'),
    3,
    128,
    20,
    4,
    16,
  );
  const features = normalize(net.concat([first3, last3]), 'bn_prelu_3');
  const logits = net.conv(features, 'classifier.0.conv', net.classes, { kernel: 1 });
  return net.finish(net.resize(logits, { like: net.image }));
}
