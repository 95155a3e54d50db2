/**
 * ShuffleNet with MiniSeg's decoder, which is how the paper's text describes it. Zhang, Zhou, Lin, Sun: ShuffleNet: An Extremely Efficient Convolutional Neural Network for Mobile Devices, CVPR 2018.
 * Table III's figures are those of `shufflenetEncoder`, without the decoder.
 */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { pyramidDecoder } from '../backbones/pyramid-decoder.js';
import { shufflenet } from '../backbones/shufflenet.js';
import { NetworkBuilder, type NetworkOptions } from '../builder/index.js';

/** 1,805,162 parameters with 2 classes. Any sides. */
export function shufflenetDecoder(options: NetworkOptions = {}): LayersModel {
  const net = new NetworkBuilder('shufflenet_decoder', options);
  return net.finish(pyramidDecoder(net, shufflenet(net, net.image, 'context_path.')));
}
