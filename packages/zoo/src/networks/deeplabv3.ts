/**
 * DeepLabv3. Chen, Papandreou, Schroff, Adam: Rethinking Atrous Convolution for Semantic Image Segmentation,
 * arXiv:1706.05587, on a ResNet-50 with output stride 8.
 */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { aspp } from '../backbones/aspp.js';
import { dilatedResnet } from '../backbones/resnet.js';
import { NetworkBuilder, type NetworkOptions, sequence } from '../builder/index.js';

/** 39,633,986 parameters with 2 classes. Any sides; training takes batches of 2 and more. */
export function deeplabv3(options: NetworkOptions = {}): LayersModel {
  const net = new NetworkBuilder('deeplabv3', options, { trainingBatch: 2 });
  const features = dilatedResnet(net, net.image, 50);
  const context = aspp(net, features, {
    rates: [12, 24, 36],
    branches: [
      sequence('head.aspp.b0'),
      sequence('head.aspp.b1.block'),
      sequence('head.aspp.b2.block'),
      sequence('head.aspp.b3.block'),
    ],
    pooled: sequence('head.aspp.b4.gap', 1),
    project: sequence('head.aspp.project'),
  });
  const x = net.conv(net.dropout(context, 0.5), sequence('head.block'), 256);
  const logits = net.conv(net.dropout(x, 0.1), 'head.block.4', net.classes, { kernel: 1, bias: true });
  return net.finish(net.resize(logits, { like: net.image, alignCorners: true }));
}
