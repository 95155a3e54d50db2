/**
 * DANet. Fu, Liu, Tian, Li, Bao, Fang, Lu: Dual Attention Network for Scene Segmentation, CVPR 2019 (arXiv:1809.02983), on
 * a ResNet-101 with output stride 8. Without the auxiliary heads of the paper.
 */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { dilatedResnet } from '../backbones/resnet.js';
import { NetworkBuilder, type NetworkOptions, sequence } from '../builder/index.js';

/** 66,426,564 parameters with 2 classes. Any sides; memory grows with the square of the pixels / 64. */
export function danet(options: NetworkOptions = {}): LayersModel {
  const net = new NetworkBuilder('danet', options);
  const features = dilatedResnet(net, net.image, 101);

  /** Eq. (1)-(2): each pixel gets the features of the pixels that are like it, weighed by alpha, which starts at 0. */
  const positionAttention = () => {
    const x = net.conv(features, sequence('head.conv_p1'), 512);
    const linear = (letter: string, filters: number) =>
      net.conv(x, `head.pam.conv_${letter}`, filters, { kernel: 1, bias: true });
    const attended = net.attention(linear('b', 64), linear('c', 64), linear('d', 512));
    return net.conv(net.weighedSum(attended, x, 'head.pam.alpha'), sequence('head.conv_p2'), 512);
  };

  /** Eq. (3)-(4), with beta; the least similar channels weigh most, as in the authors' code. */
  const channelAttention = () => {
    const x = net.conv(features, sequence('head.conv_c1'), 512);
    const attended = net.channelAttention(x);
    return net.conv(net.weighedSum(attended, x, 'head.cam.beta'), sequence('head.conv_c2'), 512);
  };

  const sum = net.add([positionAttention(), channelAttention()]);
  const logits = net.conv(net.dropout(sum, 0.1), 'head.out.1', net.classes, { kernel: 1, bias: true });
  return net.finish(net.resize(logits, { like: net.image, alignCorners: true }));
}
