/** Models of stock layers with every kind of node, for the tests of all targets. */
import * as tf from '@tensorflow/tfjs-core';
import { input, type LayersModel, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';

export type Build = (x: SymbolicTensor) => SymbolicTensor;

const apply = (layer: { apply(x: unknown): unknown }, x: SymbolicTensor | SymbolicTensor[]) =>
  layer.apply(x) as SymbolicTensor;
export const conv = (filters: number, args: object = {}) =>
  layers.conv2d({ filters, kernelSize: 3, padding: 'same', ...args });
export const chain =
  (...all: { apply(x: unknown): unknown }[]): Build =>
  (x) =>
    all.reduce((map, layer) => apply(layer, map), x);

const SAME = 'same' as const;
export const STOCK_MODELS: [string, Build][] = [
  [
    'a convolution with batch normalization and ReLU',
    chain(conv(6, { useBias: false }), layers.batchNormalization(), layers.reLU(), conv(2)),
  ],
  [
    'ReLU before batch normalization',
    chain(conv(6, { activation: 'relu' }), layers.batchNormalization(), conv(2)),
  ],
  [
    'strides 2, same and valid',
    chain(conv(5, { strides: 2 }), conv(4, { strides: [2, 1], padding: 'valid' }), conv(2)),
  ],
  [
    'even kernels',
    chain(conv(5, { kernelSize: [2, 4], strides: 2 }), conv(3, { kernelSize: 2, padding: 'valid' })),
  ],
  ['dilation', chain(conv(5, { dilationRate: 2 }), conv(3, { dilationRate: [1, 3] }))],
  ['asymmetric kernels', chain(conv(5, { kernelSize: [1, 5] }), conv(3, { kernelSize: [3, 1] }))],
  [
    'depthwise and separable convolutions',
    chain(
      layers.depthwiseConv2d({ kernelSize: 3, padding: SAME, depthMultiplier: 2 }),
      layers.depthwiseConv2d({ kernelSize: 5, strides: 2, padding: SAME, activation: 'relu6' }),
      layers.separableConv2d({ filters: 4, kernelSize: 3, padding: SAME }),
    ),
  ],
  [
    'transposed convolutions',
    chain(
      conv(5),
      layers.conv2dTranspose({ filters: 4, kernelSize: 3, strides: 2, padding: SAME }),
      layers.conv2dTranspose({ filters: 3, kernelSize: 2, strides: 3, padding: 'valid' }),
      layers.conv2dTranspose({ filters: 2, kernelSize: 4, strides: 2, padding: 'valid' }),
    ),
  ],
  [
    'every activation',
    chain(
      ...['relu', 'relu6', 'elu', 'sigmoid', 'tanh', 'hardSigmoid', 'swish', 'softmax'].map((activation) =>
        conv(4, { activation }),
      ),
      layers.leakyReLU({ alpha: 0.1 }),
      layers.elu({}),
      layers.prelu({ sharedAxes: [1, 2], alphaInitializer: 'ones' }),
      layers.reLU({ maxValue: 3 }),
      layers.activation({ activation: 'tanh' }),
      conv(2),
    ),
  ],
  [
    'pooling',
    chain(
      conv(5),
      layers.maxPooling2d({ poolSize: 3, strides: 2, padding: SAME }),
      layers.averagePooling2d({ poolSize: [2, 3], strides: 1, padding: SAME }),
      layers.averagePooling2d({ poolSize: 2 }),
    ),
  ],
  [
    'resizing',
    chain(
      conv(5),
      layers.upSampling2d({ size: [2, 3] }),
      layers.upSampling2d({ size: [2, 2], interpolation: 'bilinear' }),
      conv(2),
    ),
  ],
  [
    'padding, cropping, dropout and noise',
    chain(
      layers.zeroPadding2d({
        padding: [
          [1, 2],
          [0, 3],
        ],
      }),
      conv(4, { padding: 'valid' }),
      layers.cropping2D({
        cropping: [
          [1, 0],
          [2, 1],
        ],
      }),
      layers.dropout({ rate: 0.5 }),
      layers.gaussianNoise({ stddev: 1 }),
    ),
  ],
  ['dense layers', chain(layers.dense({ units: 7, activation: 'relu' }), layers.dense({ units: 3 }))],
  [
    'a residual block',
    (x) => {
      const first = apply(conv(6, { activation: 'relu' }), x);
      const second = chain(
        conv(6),
        layers.batchNormalization(),
        layers.reLU(),
        conv(6),
        layers.batchNormalization(),
      )(first);
      return chain(layers.reLU(), conv(2))(apply(layers.add(), [first, second]));
    },
  ],
  [
    'an inverted residual',
    (x) => {
      const thin = apply(conv(4, { kernelSize: 1 }), x);
      const wide = chain(
        conv(12, { kernelSize: 1 }),
        layers.batchNormalization(),
        layers.reLU({ maxValue: 6 }),
        layers.depthwiseConv2d({ kernelSize: 3, padding: SAME }),
        layers.batchNormalization(),
        conv(4, { kernelSize: 1 }),
        layers.batchNormalization(),
      )(thin);
      return apply(conv(2), apply(layers.add(), [thin, wide]));
    },
  ],
  [
    'squeeze and excite',
    (x) => {
      const map = apply(conv(6), x);
      const gate = chain(
        layers.globalAveragePooling2d({}),
        layers.dense({ units: 3, activation: 'relu' }),
        layers.dense({ units: 6, activation: 'sigmoid' }),
        layers.reshape({ targetShape: [1, 1, 6] }),
      )(map);
      return apply(conv(2), apply(layers.multiply(), [map, gate]));
    },
  ],
  [
    'a U-Net',
    (x) => {
      const one = chain(conv(5, { activation: 'relu' }), conv(5, { activation: 'relu' }))(x);
      const two = chain(layers.maxPooling2d({ poolSize: 2 }), conv(7, { activation: 'relu' }))(one);
      const up = apply(layers.conv2dTranspose({ filters: 5, kernelSize: 2, strides: 2 }), two);
      return chain(
        conv(5, { activation: 'relu' }),
        conv(2, { kernelSize: 1 }),
      )(apply(layers.concatenate(), [up, one]));
    },
  ],
  [
    'the image beside a map, averages and products',
    (x) => {
      const map = apply(conv(3), x);
      const all = apply(layers.concatenate(), [
        x,
        map,
        apply(layers.average(), [map, x]),
        apply(layers.multiply(), [map, x]),
      ]);
      return apply(conv(2), apply(layers.batchNormalization(), all));
    },
  ],
];

/** With weights drawn so that nothing vanishes. */
export function stockModel(build: Build, channels = 3): LayersModel {
  const image = input({ shape: [24, 36, channels] });
  const net = model({ inputs: image, outputs: build(image) });
  const weights = net.getWeights().map((weight, i) =>
    tf.tidy(() => {
      const variance = net.weights[i].originalName.includes('variance');
      const drawn = tf.randomNormal(weight.shape, 0, 0.4, 'float32', i + 1);
      return variance ? tf.add(tf.abs(drawn), 0.5) : drawn;
    }),
  );
  net.setWeights(weights);
  tf.dispose(weights);
  return net;
}
