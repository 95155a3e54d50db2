/**
 * BiSeNet. Yu, Wang, Peng, Gao, Yu, Sang: BiSeNet: Bilateral Segmentation Network for Real-time Semantic Segmentation,
 * ECCV 2018, on a ResNet-18. The gates have a ReLU in front of the sigmoid, so that no weight is below one half.
 */
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { resnet } from '../backbones/resnet.js';
import { type ConvOptions, NetworkBuilder, type NetworkOptions, sequence } from '../builder/index.js';

/** 12,795,394 parameters with 2 classes. Any sides; training takes batches of 2 and more. */
export function bisenet(options: NetworkOptions = {}): LayersModel {
  const net = new NetworkBuilder('bisenet', options, { trainingBatch: 2 });
  const conv = (x: SymbolicTensor, name: string, filters: number, rest: ConvOptions = {}) =>
    net.conv(x, [`${name}.conv`, `${name}.bn`], filters, rest);
  const enlarge = (x: SymbolicTensor, like: SymbolicTensor) => net.resize(x, { like, alignCorners: true });

  const spatialPath = () => {
    let x = conv(net.image, 'spatial_path.conv7x7', 64, { kernel: 7, strides: 2 });
    x = conv(x, 'spatial_path.conv3x3_1', 64, { strides: 2 });
    x = conv(x, 'spatial_path.conv3x3_2', 64, { strides: 2 });
    return conv(x, 'spatial_path.conv1x1', 128, { kernel: 1 });
  };

  /** Attention refinement module, fig. 2 (b). */
  const refine = (x: SymbolicTensor, name: string) => {
    const features = conv(x, `${name}.conv3x3`, 128);
    const weights = conv(net.globalPool(features), `${name}.channel_attention.1`, 128, { kernel: 1 });
    return net.multiply(features, net.sigmoid(weights));
  };

  const contextPath = () => {
    const [, c2, c3, c4] = net.starting('kaimingFanOut', () =>
      resnet(net, net.image, { depth: 18, prefix: 'context_path.' }),
    );
    const mean = net.conv(net.globalPool(c4), sequence('context_path.global_context.gap', 1), 128, {
      kernel: 1,
    });
    const global = enlarge(mean, c4);
    const coarse = net.add([refine(c4, 'context_path.arms.0'), global]);
    const middle = conv(enlarge(coarse, c3), 'context_path.refines.0', 128);
    const fine = net.add([refine(c3, 'context_path.arms.1'), middle]);
    return conv(enlarge(fine, c2), 'context_path.refines.1', 128);
  };

  /** Feature fusion module, fig. 2 (c). */
  const fuse = (spatial: SymbolicTensor, context: SymbolicTensor) => {
    const features = conv(net.concat([spatial, context]), 'ffm.conv1x1', 256, { kernel: 1 });
    const narrow = conv(net.globalPool(features), 'ffm.channel_attention.1', 64, { kernel: 1 });
    const weights = net.sigmoid(conv(narrow, 'ffm.channel_attention.2', 256, { kernel: 1 }));
    return net.add([features, net.multiply(features, weights)]);
  };

  const x = conv(fuse(spatialPath(), contextPath()), 'head.block.0', 64);
  const logits = net.conv(net.dropout(x, 0.1), 'head.block.2', net.classes, { kernel: 1, bias: true });
  return net.finish(enlarge(logits, net.image));
}
