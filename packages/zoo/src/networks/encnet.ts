/**
 * EncNet. Zhang, Dana, Shi, Zhang, Wang, Tyagi, Agrawal: Context Encoding for Semantic Segmentation, CVPR 2018, on a
 * ResNet-101 with output stride 8. The smoothing factors are inside the square, so that the softmax prefers far
 * codewords, unlike the paper's eq. (1). The layer of the semantic encoding loss is built and never used.
 */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { dilatedResnet } from '../backbones/resnet.js';
import { NetworkBuilder, type NetworkOptions, sequence } from '../builder/index.js';

/** 52,482,724 parameters with 2 classes. Any sides. */
export function encnet(options: NetworkOptions = {}): LayersModel {
  const net = new NetworkBuilder('encnet', options);
  const module = 'head.encmodule';
  const features = net.conv(dilatedResnet(net, net.image, 101), sequence('head.conv5'), 512);

  /** Section 3.1: 32 codewords, residuals to them summed over the pixels, their mean after normalization. */
  const reduced = net.conv(features, sequence(`${module}.encoding`), 512, { kernel: 1 });
  const encoded = net.encoding(reduced, [`${module}.encoding.3`, `${module}.encoding.4`], 32);
  const shapes = { weight: [net.classes, 512], bias: [net.classes] };
  const context = net.unused(encoded, `${module}.selayer`, shapes, true);
  /** The scaling factors of the featuremap attention. */
  const weights = net.linear(context, `${module}.fc.0`, 512, { activation: 'sigmoid' });
  const highlighted = net.add([features, net.multiply(features, weights)], {
    activation: 'relu',
    counted: 0,
  });

  const logits = net.conv(net.dropout(highlighted, 0.1), 'head.conv6.1', net.classes, {
    kernel: 1,
    bias: true,
  });
  return net.finish(net.resize(logits, { like: net.image, alignCorners: true }));
}
