/**
 * DenseASPP. Yang, Yu, Zhang, Li, Yang: DenseASPP for Semantic Segmentation in Street Scenes, CVPR 2018, on a
 * DenseNet-201 with output stride 8. Sides are multiples of 8.
 */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { densenet201 } from '../backbones/densenet201.js';
import { NetworkBuilder, type NetworkOptions } from '../builder/index.js';

/** 28,603,250 parameters with 2 classes. */
export function denseaspp(options: NetworkOptions = {}): LayersModel {
  const net = new NetworkBuilder('denseaspp', options, { multiple: 8, start: 'kaimingUniform' });
  // The first branch's ReLU works in place in the original: everything after it sees the rectified features.
  let x = net.relu(densenet201(net, net.image, 'features.'));
  for (const dilation of [3, 6, 12, 18, 24]) {
    const name = `ASPP_${dilation}`;
    // PyTorch's momentum of 0.0003 here.
    const slow = { momentum: 0.9997 };
    const entry = dilation === 3 ? x : net.norm(x, `${name}.norm1`, { ...slow, activation: 'relu' });
    const narrow = net.conv(entry, [`${name}.conv1`, `${name}.norm2`], 480, {
      ...slow,
      kernel: 1,
      bias: true,
    });
    const branch = net.conv(narrow, `${name}.conv2`, 240, { dilation, bias: true });
    x = net.concat([net.dropout(branch, 0.1, { channelwise: true }), x]);
  }
  const dropped = net.dropout(x, 0.1, { channelwise: true });
  const logits = net.conv(dropped, 'classification.1', net.classes, { kernel: 1, bias: true });
  return net.finish(net.resize(logits, { scale: 8 }));
}
