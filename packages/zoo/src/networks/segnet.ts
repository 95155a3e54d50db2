/**
 * SegNet. Badrinarayanan, Kendall, Cipolla: SegNet: A Deep Convolutional Encoder-Decoder Architecture for Image
 * Segmentation, TPAMI 2017. The decoder mirrors VGG-16; its maps are enlarged by putting each value back where the
 * encoder's pooling found its maximum (the first one, row by row). Sides are multiples of 32.
 */
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { VGG16_BLOCKS, vgg16 } from '../backbones/vgg16.js';
import { NetworkBuilder, type NetworkOptions } from '../builder/index.js';

/** 29,444,162 parameters with 2 classes. */
export function segnet(options: NetworkOptions = {}): LayersModel {
  const net = new NetworkBuilder('segnet', options, { multiple: 32 });
  const pooled: SymbolicTensor[] = [];
  let x = vgg16(net, net.image, {
    names: (block, place) => [`conv${block}${place}`, `bn${block}${place}`],
    after: (y) => {
      pooled.push(y);
      return net.maxPool(y, { size: 2, counted: 0 });
    },
    counted: 0,
  });
  for (let block = 5; block >= 1; block--) {
    x = net.unpool(x, pooled[block - 1]);
    const widths: readonly number[] = VGG16_BLOCKS[block - 1];
    for (let place = widths.length; place >= 1; place--) {
      // The last convolution of a block leads to the width of the next one.
      const name = `conv${block}${place}d`;
      if (block === 1 && place === 1) return net.finish(net.conv(x, name, net.classes, { bias: true }));
      const filters = place > 1 ? widths[place - 1] : (VGG16_BLOCKS[block - 2].at(-1) as number);
      x = net.conv(x, [name, `bn${block}${place}d`], filters, { bias: true, counted: 0 });
    }
  }
  return net.finish(x);
}
