/**
 * ShuffleNetV2 without a decoder: what table III counted. Ma, Zhang, Zheng, Sun: ShuffleNet V2: Practical Guidelines for Efficient CNN Architecture Design, ECCV 2018.
 * It has four maps as outputs, the finest first, and no logits; for segmentation take `shufflenetv2Decoder`.
 */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { shufflenetv2 } from '../backbones/shufflenetv2.js';
import { type EncoderOptions, NetworkBuilder } from '../builder/index.js';

/** 1,253,604 parameters. Any sides. */
export function shufflenetv2Encoder(options: EncoderOptions = {}): LayersModel {
  const net = new NetworkBuilder('shufflenetv2_encoder', options);
  return net.finish(shufflenetv2(net, net.image, 'context_path.'));
}
