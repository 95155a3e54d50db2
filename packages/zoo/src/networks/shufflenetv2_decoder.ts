/**
 * ShuffleNetV2 with MiniSeg's decoder, which is how the paper's text describes it. Ma, Zhang, Zheng, Sun: ShuffleNet V2: Practical Guidelines for Efficient CNN Architecture Design, ECCV 2018.
 * Table III's figures are those of `shufflenetv2Encoder`, without the decoder.
 */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { pyramidDecoder } from '../backbones/pyramid-decoder.js';
import { shufflenetv2 } from '../backbones/shufflenetv2.js';
import { NetworkBuilder, type NetworkOptions } from '../builder/index.js';

/** 1,597,702 parameters with 2 classes. Any sides. */
export function shufflenetv2Decoder(options: NetworkOptions = {}): LayersModel {
  const net = new NetworkBuilder('shufflenetv2_decoder', options);
  return net.finish(pyramidDecoder(net, shufflenetv2(net, net.image, 'context_path.')));
}
