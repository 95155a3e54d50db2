/**
 * LEDNet. Wang, Zhou, Liu, Xiong, Gao, Wu, Latecki: LEDNet: A Lightweight Encoder-Decoder Network for Real-time Semantic
 * Segmentation, ICIP 2019 (arXiv:1905.02423). No convolution has a bias. Every projection of the decoder ends with a
 * ReLU, so that no logit is negative.
 */
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { NetworkBuilder, type NetworkOptions } from '../builder/index.js';

/** Width of each stage, and the dilations of its units. */
const STAGES = [
  [32, [1, 1, 1]],
  [64, [1, 1]],
  [128, [1, 2, 5, 9, 2, 5, 9, 17]],
] as const;

/** 2,313,972 parameters with 2 classes. Any sides; training takes batches of 2 and more. */
export function lednet(options: NetworkOptions = {}): LayersModel {
  const net = new NetworkBuilder('lednet', options, { trainingBatch: 2 });

  /** Two strided convolutions that reach one pixel over the border, each brought to size by 2x2 pooling of stride 1. */
  const down = (x: SymbolicTensor, name: string, filters: number) =>
    net.concat(
      [1, 2].map((i) => {
        const y = net.conv(x, `${name}.conv${i}`, filters / 2, { strides: 2, padding: 2 });
        return net.maxPool(y, { size: 2, strides: 1 });
      }),
    );

  /** Split-shuffle non-bottleneck unit, fig. 2 (d): one half begins with 3x1, the other with 1x3. */
  const unit = (x: SymbolicTensor, name: string, dilation: number) => {
    const half = (x.shape[3] as number) / 2;
    const branch = (y: SymbolicTensor, branchName: string, kernels: [number, number][]) =>
      [1, dilation].reduce((input, rate, pair) => {
        const place = 5 * pair;
        const once = net.conv(input, `${branchName}.${place}`, half, {
          kernel: kernels[0],
          dilation: rate,
          activation: 'relu',
        });
        const names = [`${branchName}.${place + 2}`, `${branchName}.${place + 3}`] as const;
        return net.conv(once, names, half, { kernel: kernels[1], dilation: rate });
      }, y);
    const tall: [number, number] = [3, 1];
    const wide: [number, number] = [1, 3];
    const left = branch(net.slice(x, 0, half), `${name}.branch1`, [tall, wide]);
    const right = branch(net.slice(x, half, half), `${name}.branch2`, [wide, tall]);
    return net.shuffle(net.add([net.concat([left, right]), x], { activation: 'relu' }), 2);
  };

  /** Attention pyramid network, fig. 2 (c). */
  const decoder = (x: SymbolicTensor) => {
    const conv = (y: SymbolicTensor, name: string, filters: number, kernel = 1, strides = 1) =>
      net.conv(y, [`decoder.${name}.conv`, `decoder.${name}.bn`], filters, { kernel, strides });
    const enlarge = (y: SymbolicTensor, like: SymbolicTensor) => net.resize(y, { like, alignCorners: true });
    const half = conv(x, 'conv1', 128, 3, 2);
    const quarter = conv(half, 'conv2', 128, 5, 2);
    const eighth = conv(quarter, 'conv3', 128, 7, 2);
    let weights = enlarge(conv(eighth, 'level1', net.classes), quarter);
    weights = enlarge(net.add([conv(quarter, 'level2', net.classes), weights]), half);
    weights = enlarge(net.add([conv(half, 'level3', net.classes), weights]), x);
    const attended = net.multiply(conv(x, 'level4', net.classes), weights);
    return net.add([attended, conv(net.globalPool(x), 'level5.1', net.classes)]);
  };

  let x = net.image;
  let layer = 0;
  for (const [filters, dilations] of STAGES) {
    x = down(x, `encoder.${layer++}`, filters);
    for (const dilation of dilations) x = unit(x, `encoder.${layer++}`, dilation);
  }
  return net.finish(net.resize(decoder(x), { like: net.image, alignCorners: true }));
}
