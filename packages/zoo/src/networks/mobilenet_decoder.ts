/**
 * MobileNet with MiniSeg's decoder, which is how the paper's text describes it. Howard et al.: MobileNets: Efficient Convolutional Neural Networks for Mobile Vision Applications, arXiv:1704.04861.
 * Table III's figures are those of `mobilenetEncoder`, without the decoder.
 */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { mobilenet } from '../backbones/mobilenet.js';
import { pyramidDecoder } from '../backbones/pyramid-decoder.js';
import { NetworkBuilder, type NetworkOptions } from '../builder/index.js';

/** 4,274,626 parameters with 2 classes. Any sides. */
export function mobilenetDecoder(options: NetworkOptions = {}): LayersModel {
  const net = new NetworkBuilder('mobilenet_decoder', options);
  return net.finish(pyramidDecoder(net, mobilenet(net, net.image, 'context_path.')));
}
