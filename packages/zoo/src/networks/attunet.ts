/**
 * Attention U-Net. Oktay et al.: Attention U-Net: Learning Where to Look for the Pancreas, arXiv:1804.03999.
 * The U-Net with an additive gate on each skip connection, whose signal is the upsampled map; sides are multiples of 16.
 */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { attentionGate } from '../backbones/attention-gate.js';
import { uShape } from '../backbones/u-shape.js';
import { NetworkBuilder, type NetworkOptions } from '../builder/index.js';

/** 34,878,638 parameters with 2 classes. */
export function attunet(options: NetworkOptions = {}): LayersModel {
  const net = new NetworkBuilder('attunet', options, { multiple: 16 });
  // 32, 64, 128, 256 channels inside the gates of levels 2 to 5.
  const x = uShape(net, (skip, up, level) => attentionGate(net, skip, up, `Att${level}`, 2 ** (level + 3)));
  return net.finish(net.conv(x, 'Conv', net.classes, { kernel: 1, bias: true }));
}
