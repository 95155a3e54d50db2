/**
 * ShuffleNet without a decoder: what table III counted. Zhang, Zhou, Lin, Sun: ShuffleNet: An Extremely Efficient Convolutional Neural Network for Mobile Devices, CVPR 2018.
 * It has four maps as outputs, the finest first, and no logits; for segmentation take `shufflenetDecoder`.
 */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { shufflenet } from '../backbones/shufflenet.js';
import { type EncoderOptions, NetworkBuilder } from '../builder/index.js';

/** 916,920 parameters. Any sides. */
export function shufflenetEncoder(options: EncoderOptions = {}): LayersModel {
  const net = new NetworkBuilder('shufflenet_encoder', options);
  return net.finish(shufflenet(net, net.image, 'context_path.'));
}
