/**
 * MobileNet without a decoder: what table III counted. Howard et al.: MobileNets: Efficient Convolutional Neural Networks for Mobile Vision Applications, arXiv:1704.04861.
 * It has five maps as outputs, the finest first, and no logits; for segmentation take `mobilenetDecoder`.
 */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { mobilenet } from '../backbones/mobilenet.js';
import { type EncoderOptions, NetworkBuilder } from '../builder/index.js';

/** 3,206,976 parameters. Any sides. */
export function mobilenetEncoder(options: EncoderOptions = {}): LayersModel {
  const net = new NetworkBuilder('mobilenet_encoder', options);
  return net.finish(mobilenet(net, net.image, 'context_path.'));
}
