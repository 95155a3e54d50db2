/**
 * DeepLabv3+. Chen, Zhu, Papandreou, Schroff, Adam: Encoder-Decoder with Atrous Separable Convolution for Semantic Image
 * Segmentation, ECCV 2018, on the aligned Xception with output stride 16.
 */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { aspp } from '../backbones/aspp.js';
import { xception } from '../backbones/xception.js';
import { NetworkBuilder, type NetworkOptions, sequence } from '../builder/index.js';

/** 54,607,778 parameters with 2 classes. Any sides; training takes batches of 2 and more. */
export function deeplabv3plus(options: NetworkOptions = {}): LayersModel {
  const net = new NetworkBuilder('deeplabv3plus', options, { trainingBatch: 2 });
  const branch = (i: number) => [`aspp${i}.atrous_convolution`, `aspp${i}.bn`] as const;
  const [low, context] = net.starting('kaimingFanIn', () => {
    const [low, high] = xception(net, net.image, 'xception_features.');
    return [
      low,
      aspp(net, high, {
        rates: [6, 12, 18],
        branches: [branch(1), branch(2), branch(3), branch(4)],
        pooled: sequence('global_avg_pool', 1),
        project: ['conv1', 'bn1'],
      }),
    ];
  });
  const edges = net.conv(low, ['conv2', 'bn2'], 48, { kernel: 1 });
  const enlarged = net.resize(context, { like: low, alignCorners: true });
  const once = net.conv(net.concat([enlarged, edges]), sequence('last_conv'), 256);
  const twice = net.conv(once, sequence('last_conv', 3), 256);
  const logits = net.conv(twice, 'last_conv.6', net.classes, { kernel: 1, bias: true });
  return net.finish(net.resize(logits, { like: net.image, alignCorners: true }));
}
