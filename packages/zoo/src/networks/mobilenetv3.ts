/**
 * MobileNetV3-Small with MiniSeg's decoder. Howard et al.: Searching for MobileNetV3, ICCV 2019. Table III's figures count
 * an ImageNet classifier that is never run.
 */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { mobilenetv3 as trunk } from '../backbones/mobilenetv3.js';
import { pyramidDecoder } from '../backbones/pyramid-decoder.js';
import { NetworkBuilder, type NetworkOptions } from '../builder/index.js';

/** 1,904,060 parameters with 2 classes. Any sides. */
export function mobilenetv3(options: NetworkOptions = {}): LayersModel {
  const net = new NetworkBuilder('mobilenetv3', options);
  const image = net.unused(net.image, 'pretrained.classifier', {
    '0.fc.0.weight': [144, 576],
    '0.fc.2.weight': [576, 144],
    '2.weight': [1280, 576, 1, 1],
    '2.bias': [1280],
    '4.weight': [net.classes, 1280, 1, 1],
    '4.bias': [net.classes],
  });
  const maps = net.starting('kaimingFanOut', () => trunk(net, image, 'pretrained.'));
  return net.finish(pyramidDecoder(net, maps));
}
