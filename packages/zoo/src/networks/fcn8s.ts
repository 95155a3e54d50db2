/**
 * What table III calls FCN-8s, after Long, Shelhamer, Darrell: Fully Convolutional Networks for Semantic Segmentation,
 * CVPR 2015. It has the stride 8 of FCN-8s and none of its skip connections: a VGG-16 whose last blocks keep the
 * resolution, and one head. The fourth pooling has stride 1 and no padding, so that one row and one column are lost.
 */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { vgg16 } from '../backbones/vgg16.js';
import { NetworkBuilder, type NetworkOptions } from '../builder/index.js';

/** 15,904,066 parameters with 2 classes. Any sides from 16. */
export function fcn8s(options: NetworkOptions = {}): LayersModel {
  const net = new NetworkBuilder('fcn8s', options, { least: 16 });
  const trunk = vgg16(net, net.image, {
    names: (block, place) => [`vgg16.conv${block}_${place}.conv`, `vgg16.conv${block}_${place}.bn`],
    after: (x, block) =>
      block === 5 ? x : net.maxPool(x, { size: 2, strides: block === 4 ? 1 : 2, padding: 0 }),
    dilations: [1, 1, 1, 1, 2],
  });
  const x = net.conv(trunk, ['FCN_head.0.conv', 'FCN_head.0.bn'], 256, { bias: true });
  const dropped = net.dropout(x, 0.1, { channelwise: true });
  const logits = net.conv(dropped, 'FCN_head.2', net.classes, { kernel: 1, bias: true });
  return net.finish(net.resize(logits, { like: net.image }));
}
