/**
 * U-Net. Ronneberger, Fischer, Brox: U-Net: Convolutional Networks for Biomedical Image Segmentation, MICCAI 2015.
 * Padded convolutions and batch normalization, unlike the paper; sides are multiples of 16.
 */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { uShape } from '../backbones/u-shape.js';
import { NetworkBuilder, type NetworkOptions } from '../builder/index.js';

/** 34,527,106 parameters with 2 classes. */
export function unet(options: NetworkOptions = {}): LayersModel {
  const net = new NetworkBuilder('unet', options, { multiple: 16 });
  return net.finish(net.conv(uShape(net), 'Conv', net.classes, { kernel: 1, bias: true }));
}
