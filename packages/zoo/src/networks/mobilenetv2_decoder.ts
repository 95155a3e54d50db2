/**
 * MobileNetV2 with MiniSeg's decoder, which is how the paper's text describes it. Sandler, Howard, Zhu, Zhmoginov, Chen: MobileNetV2: Inverted Residuals and Linear Bottlenecks, CVPR 2018.
 * Table III's figures are those of `mobilenetv2Encoder`, without the decoder.
 */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { mobilenetv2 } from '../backbones/mobilenetv2.js';
import { pyramidDecoder } from '../backbones/pyramid-decoder.js';
import { NetworkBuilder, type NetworkOptions } from '../builder/index.js';

/** 2,366,114 parameters with 2 classes. Any sides. */
export function mobilenetv2Decoder(options: NetworkOptions = {}): LayersModel {
  const net = new NetworkBuilder('mobilenetv2_decoder', options);
  return net.finish(pyramidDecoder(net, mobilenetv2(net, net.image, 'context_path.')));
}
