/**
 * ESPNet. Mehta, Rastegari, Caspi, Shapiro, Hajishirzi: ESPNet: Efficient Spatial Pyramid of Dilated Convolutions for
 * Semantic Segmentation, ECCV 2018, with p = 2 and q = 8. Sides are multiples of 8.
 */
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { NetworkBuilder, type NetworkOptions } from '../builder/index.js';

/** 345,573 parameters with 2 classes. */
export function espnet(options: NetworkOptions = {}): LayersModel {
  const net = new NetworkBuilder('espnet', options, { multiple: 8, epsilon: 1e-3, activation: 'prelu' });
  const { classes } = net;
  const unit = (name: string) => [`${name}.conv`, `${name}.bn`, `${name}.act`] as const;
  const normalize = (x: SymbolicTensor, name: string) =>
    net.norm(x, [`${name}.bn`, `${name}.act`], { activation: 'prelu' });

  /** Reduce, split, transform, merge (fig. 1): five dilated 3x3, of which each adds the one before. */
  const pyramid = (x: SymbolicTensor, name: string, filters: number, strides: 1 | 2) => {
    const width = Math.floor(filters / 5);
    const reduced = net.conv(x, `${name}.c1.conv`, width, { kernel: strides === 2 ? 3 : 1, strides });
    const [first, ...others] = [1, 2, 4, 8, 16].map((dilation) =>
      net.conv(reduced, `${name}.d${dilation}.conv`, dilation === 1 ? filters - 4 * width : width, {
        dilation,
      }),
    );
    // Hierarchical feature fusion. The first branch has another width, and stays out of it.
    const sums = others
      .slice(1)
      .reduce((list, y) => [...list, net.add([list[list.length - 1], y])], [others[0]]);
    return net.concat([first, ...sums]);
  };
  const down = (x: SymbolicTensor, name: string, filters: number) =>
    normalize(pyramid(x, name, filters, 2), name);
  const block = (x: SymbolicTensor, name: string) =>
    normalize(net.add([x, pyramid(x, name, x.shape[3] as number, 1)]), `${name}.bn`);
  const stage = (x: SymbolicTensor, level: number, filters: number, blocks: number) => {
    const first = down(x, `encoder.level${level}_0`, filters);
    let last = first;
    for (let i = 0; i < blocks; i++) last = block(last, `encoder.level${level}.${i}`);
    return [first, last];
  };

  // Encoder. The image is injected at half and at a quarter of its size.
  const stem = net.conv(net.image, unit('encoder.level1'), 16, { strides: 2 });
  const half = net.avgPool(net.image, { size: 3, strides: 2 });
  const sample2 = net.avgPool(net.image, { size: 3, strides: 2 });
  const quarter = net.avgPool(sample2, { size: 3, strides: 2 });
  const level1 = normalize(net.concat([stem, half]), 'encoder.b1');
  const [first2, last2] = stage(level1, 2, 64, 2);
  const level2 = normalize(net.concat([last2, first2, quarter]), 'encoder.b2');
  const [first3, last3] = stage(level2, 3, 128, 8);
  const level3 = normalize(net.concat([first3, last3]), 'encoder.b3');

  // Decoder: maps as wide as there are classes, enlarged by transposed 2x2 convolutions.
  const up = (x: SymbolicTensor, names: Parameters<typeof net.transposed>[1]) =>
    net.transposed(x, names, classes, { kernel: 2, strides: 2 });
  const coarse = net.conv(level3, ['encoder.classifier.conv', 'br'], classes, {
    kernel: 1,
    activation: 'none',
  });
  const middle = net.conv(level2, 'level3_C.conv', classes, { kernel: 1 });
  const joined = normalize(net.concat([middle, up(coarse, 'up_l3.0')]), 'combine_l2_l3.0');
  const combined = net.conv(
    joined,
    ['combine_l2_l3.1', 'combine_l2_l3.2.bn', 'combine_l2_l3.2.act'],
    classes,
    { kernel: 1, bias: true },
  );
  const fine = up(combined, ['up_l2.0', 'up_l2.1.bn', 'up_l2.1.act']);
  return net.finish(up(net.conv(net.concat([fine, level1]), unit('conv'), classes), 'classifier'));
}
