/**
 * PSPNet. Zhao, Shi, Qi, Wang, Jia: Pyramid Scene Parsing Network, CVPR 2017, on a ResNet-101 with output stride 8.
 * The backbone's normalizations keep their scale and shift. The last 3x3 is not padded: its map is smaller by 2, and is
 * enlarged all the same.
 */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { resnet } from '../backbones/resnet.js';
import { NetworkBuilder, type NetworkOptions } from '../builder/index.js';

/** 65,571,395 parameters with 2 classes. Any sides from 15. */
export function pspnet(options: NetworkOptions = {}): LayersModel {
  const net = new NetworkBuilder('pspnet', options, { least: 15, start: 'normal0.01' });
  const [, , , features] = resnet(net, net.image, {
    depth: 101,
    strides: [1, 2, 1, 1],
    dilations: [1, 1, 2, 4],
    strideOn: '1x1',
    ceilMode: true,
    frozen: true,
  });
  /** Pyramid pooling: the map's means over 1x1, 2x2, 3x3 and 6x6 bins, projected and enlarged again. */
  const levels = [1, 2, 3, 6].map((bins, i) => {
    const pooled = net.adaptiveAvgPool(features, bins);
    const projected = net.conv(pooled, `pspmodule.stages.${i}.1`, 512, { kernel: 1 });
    return net.resize(projected, { like: features });
  });
  const x = net.conv(
    net.concat([...levels, features]),
    ['pspmodule.bottleneck', 'pspmodule.bn', 'pspmodule.prelu'],
    512,
    { padding: 0, bias: true, activation: 'sharedPrelu' },
  );
  const dropped = net.dropout(x, 0.1, { channelwise: true });
  const logits = net.conv(dropped, 'main_classifier', net.classes, { kernel: 1, bias: true });
  return net.finish(net.resize(logits, { like: net.image }));
}
