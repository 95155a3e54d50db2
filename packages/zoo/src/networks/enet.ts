/**
 * ENet. Paszke, Chaurasia, Kim, Culurciello: ENet: A Deep Neural Network Architecture for Real-Time Semantic Segmentation,
 * arXiv:1606.02147. PReLU in the encoder, ReLU in the decoder; an activation precedes the residual sum and another one
 * follows it; the dropout layers of the paper are never called. Sides are multiples of 8.
 */
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { NetworkBuilder, type NetworkOptions, sequence } from '../builder/index.js';

type Middle = 'regular' | 'asymmetric' | number;
/** Table 1: the bottlenecks of stages 2 and 3; numbers are dilations. */
const BOTTLENECKS: readonly Middle[] = ['regular', 2, 'asymmetric', 4, 'regular', 8, 'asymmetric', 16];

/** 363,197 parameters with 2 classes. */
export function enet(options: NetworkOptions = {}): LayersModel {
  const net = new NetworkBuilder('enet', options, { multiple: 8, epsilon: 1e-3, activation: 'prelu' });
  /** Maps before their pooling, for the unpooling of the decoder. */
  const pooled: SymbolicTensor[] = [];
  const sum = (main: SymbolicTensor, branch: SymbolicTensor) =>
    net.add([main, branch], { activation: 'relu', counted: 0 });

  const initial = (x: SymbolicTensor) => {
    const names = ['conv', 'batch_norm', 'prelu'].map((part) => `encoder.initial.${part}`) as [
      string,
      string,
      string,
    ];
    const y = net.conv(x, names, 16 - net.inputChannels, { strides: 2, bias: true });
    return net.concat([y, net.maxPool(x, { size: 2 })]);
  };

  /** Fig. 2 (b): 1x1 to a quarter of the channels, the main convolution, 1x1 back; the sum with the input. */
  const branch = (
    x: SymbolicTensor,
    name: string,
    filters: number,
    middle: Middle,
    activation: 'prelu' | 'relu',
    down = false,
  ) => {
    const width = filters / 4;
    const projection = down ? { kernel: 2, strides: 2, padding: 0 } : { kernel: 1 };
    let y = net.conv(x, sequence(`${name}.block1x1_1`), width, { ...projection, activation });
    const names = sequence(`${name}.middle_block`);
    if (middle === 'asymmetric') {
      y = net.conv(y, `${names[0]}.0`, width, { kernel: [5, 1] });
      const [, norm, slopes] = names;
      y = net.conv(y, [`${names[0]}.1`, norm, slopes], width, { kernel: [1, 5], bias: true, activation });
    } else {
      y = net.conv(y, names, width, { dilation: middle === 'regular' ? 1 : middle, bias: true, activation });
    }
    return net.conv(y, sequence(`${name}.block1x1_2`), filters, { kernel: 1, activation });
  };
  const bottleneck = (
    x: SymbolicTensor,
    name: string,
    middle: Middle,
    activation: 'prelu' | 'relu' = 'prelu',
  ) => sum(x, branch(x, name, x.shape[3] as number, middle, activation));

  /** The main path is pooled, and gets as many zero channels as it lacks. */
  const down = (x: SymbolicTensor, name: string, filters: number) => {
    pooled.push(x);
    const main = net.padChannels(net.maxPool(x, { size: 2 }), filters);
    return sum(main, branch(x, name, filters, 'regular', 'prelu', true));
  };

  /** The main path is put back where the encoder's maxima were; the branch is enlarged by a transposed convolution. */
  const up = (x: SymbolicTensor, name: string, filters: number) => {
    const width = filters / 4;
    const rest = { kernel: 1, activation: 'relu' } as const;
    const projected = net.conv(x, sequence(`${name}.conv_before_unpool`), filters, {
      kernel: 1,
      activation: 'none',
    });
    const main = net.unpool(projected, pooled.pop() as SymbolicTensor);
    let y = net.conv(x, sequence(`${name}.block1x1_1`), width, rest);
    y = net.transposed(y, sequence(`${name}.middle_block`), width, {
      kernel: 3,
      strides: 2,
      padding: 1,
      outputPadding: 1,
      bias: true,
      activation: 'relu',
    });
    return sum(main, net.conv(y, sequence(`${name}.block1x1_2`), filters, rest));
  };

  let x = down(initial(net.image), 'encoder.bottleneck_1_0', 64);
  for (let i = 1; i <= 4; i++) x = bottleneck(x, `encoder.bottleneck_1_${i}`, 'regular');
  x = down(x, 'encoder.bottleneck_2_0', 128);
  for (const stage of [2, 3]) {
    for (const [i, middle] of BOTTLENECKS.entries())
      x = bottleneck(x, `encoder.bottleneck_${stage}_${i + 1}`, middle);
  }
  x = up(x, 'decoder.layers.0', 64);
  x = bottleneck(x, 'decoder.layers.1', 'regular', 'relu');
  x = bottleneck(x, 'decoder.layers.2', 'regular', 'relu');
  x = up(x, 'decoder.layers.3', 16);
  x = bottleneck(x, 'decoder.layers.4', 'regular', 'relu');
  return net.finish(
    net.transposed(x, 'decoder.layers.5', net.classes, { kernel: 2, strides: 2, bias: true }),
  );
}
