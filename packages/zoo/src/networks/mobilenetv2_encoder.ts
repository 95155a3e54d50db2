/**
 * MobileNetV2 without a decoder: what table III counted. Sandler, Howard, Zhu, Zhmoginov, Chen: MobileNetV2: Inverted Residuals and Linear Bottlenecks, CVPR 2018.
 * It has five maps as outputs, the finest first, and no logits; for segmentation take `mobilenetv2Decoder`.
 */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { mobilenetv2 } from '../backbones/mobilenetv2.js';
import { type EncoderOptions, NetworkBuilder } from '../builder/index.js';

/** 2,223,872 parameters. Any sides. */
export function mobilenetv2Encoder(options: EncoderOptions = {}): LayersModel {
  const net = new NetworkBuilder('mobilenetv2_encoder', options);
  return net.finish(mobilenetv2(net, net.image, 'context_path.'));
}
