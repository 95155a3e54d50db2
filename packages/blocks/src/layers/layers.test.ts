/** Every layer of this entry under the layer contract. */
import { layerContract } from '@miniseg/testkit';
import {
  Activation,
  AdaptiveAvgPool2d,
  AvgPool2d,
  BatchNorm,
  ChannelAttention,
  ChannelPad,
  ChannelShuffle,
  Concat,
  Conv2d,
  ConvTranspose2d,
  Dropout,
  Gate,
  MaxPool2d,
  MaxPoolIndices,
  MaxUnpool2d,
  PositionAttention,
  Resize,
  ScaledSum,
  Sum,
} from './index.js';

type Size = [number, number];
const half = ([height, width]: Size): Size => [Math.ceil(height / 2), Math.ceil(width / 2)];
const floorHalf = ([height, width]: Size): Size => [Math.floor(height / 2), Math.floor(width / 2)];
const onePixel = (): Size => [1, 1];
const LARGER: Size[] = [
  [7, 9],
  [8, 6],
  [16, 5],
];

layerContract({
  title: 'Conv2d with everything',
  create: () =>
    new Conv2d({
      filters: 6,
      kernelSize: [3, 2],
      strides: [2, 1],
      dilations: [1, 2],
      padding: [1, 1],
      groups: 2,
      useBias: true,
      kernelStart: 'kaiming-fan-in',
      seed: 1,
    }),
  channels: [4],
  outputs: ([height, width]) => [[Math.ceil(height / 2), width, 6]],
  trainable: 6 * 2 * 6 + 6,
});
layerContract({
  title: 'Conv2d, depthwise and dilated at stride 2',
  create: () => new Conv2d({ filters: 4, kernelSize: 3, strides: 2, dilations: 3, groups: 4, seed: 2 }),
  channels: [4],
  outputs: (size) => [[...half(size), 4]],
  trainable: 9 * 4,
});
layerContract({
  title: 'ConvTranspose2d',
  create: () =>
    new ConvTranspose2d({
      filters: 3,
      kernelSize: 3,
      strides: 2,
      padding: 1,
      outputPadding: 1,
      useBias: true,
      seed: 3,
    }),
  channels: [2],
  outputs: ([height, width]) => [[2 * height, 2 * width, 3]],
  trainable: 9 * 6 + 3,
});
for (const activation of ['none', 'relu', 'prelu'] as const) {
  layerContract({
    title: `BatchNorm, ${activation}`,
    create: () => new BatchNorm({ activation, epsilon: 1e-3 }),
    channels: [4],
    outputs: (size) => [[...size, 4]],
    trainable: activation === 'prelu' ? 12 : 8,
    nonTrainable: 8,
  });
}
for (const kind of ['sigmoid', 'hard-sigmoid', 'hard-swish', 'relu6', 'prelu'] as const) {
  layerContract({
    title: `Activation, ${kind}`,
    create: () => new Activation({ kind }),
    channels: [3],
    outputs: (size) => [[...size, 3]],
    trainable: kind === 'prelu' ? 3 : 0,
  });
}
layerContract({
  title: 'Activation, one slope',
  create: () => new Activation({ kind: 'prelu', shared: true }),
  channels: [3],
  outputs: (size) => [[...size, 3]],
  trainable: 1,
});
layerContract({
  title: 'MaxPool2d',
  create: () => new MaxPool2d({ size: 3, strides: 2, padding: 1 }),
  channels: [2],
  outputs: (size) => [[...half(size), 2]],
  trainable: 0,
});
layerContract({
  title: 'MaxPool2d with an overhanging window',
  create: () => new MaxPool2d({ size: [2, 3], strides: [2, 1], padding: [0, 1], ceilMode: true }),
  channels: [2],
  outputs: ([height, width]) => [[Math.ceil(height / 2), width, 2]],
  trainable: 0,
  sizes: LARGER,
});
layerContract({
  title: 'MaxPoolIndices',
  create: () => new MaxPoolIndices({ size: 2 }),
  channels: [2],
  outputs: (size) => [[...floorHalf(size), 2]],
  trainable: 0,
  sizes: LARGER,
  constantInputs: [0],
});
layerContract({
  title: 'MaxUnpool2d',
  create: () => new MaxUnpool2d({ size: 2 }),
  channels: [2, 2],
  outputs: ([height, width]) => [[2 * height, 2 * width, 2]],
  trainable: 0,
  constantInputs: [1],
});
layerContract({
  title: 'MaxUnpool2d to the size of another map',
  create: () => new MaxUnpool2d({ size: 2 }),
  channels: [2, 2, 3],
  inputSizes: ([height, width]) => [
    [height, width],
    [height, width],
    [2 * height + 1, 2 * width],
  ],
  outputs: ([height, width]) => [[2 * height + 1, 2 * width, 2]],
  trainable: 0,
  constantInputs: [1, 2],
});
layerContract({
  title: 'AvgPool2d',
  create: () => new AvgPool2d({ size: 3, strides: 2, padding: 1, countIncludePad: false }),
  channels: [2],
  outputs: (size) => [[...half(size), 2]],
  trainable: 0,
});
for (const size of [1, 3] as const) {
  layerContract({
    title: `AdaptiveAvgPool2d to ${size}x${size}`,
    create: () => new AdaptiveAvgPool2d({ size }),
    channels: [3],
    outputs: () => [[size, size, 3]],
    trainable: 0,
  });
}
layerContract({
  title: 'Resize with aligned corners to half the size of another map',
  create: () => new Resize({ alignCorners: true, divisor: 2 }),
  channels: [3, 1],
  inputSizes: (size) => [size, [size[0] + 4, size[1] + 7]],
  outputs: ([height, width]) => [[Math.ceil((height + 4) / 2), Math.ceil((width + 7) / 2), 3]],
  trainable: 0,
  constantInputs: [1],
});
layerContract({
  title: 'Resize by a factor, nearest',
  create: () => new Resize({ mode: 'nearest', scale: [2, 1.5] }),
  channels: [2],
  outputs: ([height, width]) => [[2 * height, Math.floor(1.5 * width), 2]],
  trainable: 0,
});
layerContract({
  title: 'Resize to a size',
  create: () => new Resize({ size: [5, 4] }),
  channels: [2],
  outputs: () => [[5, 4, 2]],
  trainable: 0,
});
layerContract({
  title: 'ChannelShuffle',
  create: () => new ChannelShuffle({ groups: 3 }),
  channels: [6],
  outputs: (size) => [[...size, 6]],
  trainable: 0,
});
layerContract({
  title: 'ChannelPad',
  create: () => new ChannelPad({ channels: 5 }),
  channels: [2],
  outputs: (size) => [[...size, 5]],
  trainable: 0,
});
layerContract({
  title: 'Concat',
  create: () => new Concat(),
  channels: [2, 3, 1],
  outputs: (size) => [[...size, 6]],
  trainable: 0,
});
layerContract({
  title: 'Sum with a number for each channel',
  create: () => new Sum(),
  channels: [3, 3, 3],
  inputSizes: (size) => [size, size, onePixel()],
  outputs: (size) => [[...size, 3]],
  trainable: 0,
});
layerContract({
  title: 'Gate for each channel',
  create: () => new Gate(),
  channels: [3, 3],
  inputSizes: (size) => [size, onePixel()],
  outputs: (size) => [[...size, 3]],
  trainable: 0,
});
layerContract({
  title: 'Gate for each pixel',
  create: () => new Gate(),
  channels: [3, 1],
  outputs: (size) => [[...size, 3]],
  trainable: 0,
});
layerContract({
  title: 'ScaledSum',
  create: () => new ScaledSum(),
  channels: [3, 3],
  outputs: (size) => [[...size, 3]],
  trainable: 1,
});
layerContract({
  title: 'PositionAttention',
  create: () => new PositionAttention({ scale: 0.5 }),
  channels: [2, 2, 3],
  outputs: (size) => [[...size, 3]],
  trainable: 0,
});
layerContract({
  title: 'ChannelAttention',
  create: () => new ChannelAttention(),
  channels: [3],
  outputs: (size) => [[...size, 3]],
  trainable: 0,
});
layerContract({
  title: 'Dropout',
  create: () => new Dropout({ rate: 0.5, channelwise: true, seed: 4 }),
  channels: [4],
  outputs: (size) => [[...size, 4]],
  trainable: 0,
  stochastic: true,
});
