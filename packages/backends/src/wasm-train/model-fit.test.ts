/** Whole networks: `model.fit` on wasm gives the losses that it gives on the cpu backend. */
import '@tensorflow/tfjs-backend-cpu';
import { AHSP } from '@miniseg/ahsp';
import { ConvBlock } from '@miniseg/blocks';
import * as tf from '@tensorflow/tfjs-core';
import {
  initializers,
  input,
  type LayersModel,
  layers,
  model,
  type SymbolicTensor,
} from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noise } from '../../test/geometry-cases.js';
import { startWasm } from '../../test/start-wasm.js';
import { registerWasmTraining } from './index.js';

type Image = [number, number, number, number];
type Build = (start: () => ReturnType<typeof initializers.heNormal>, x: SymbolicTensor) => SymbolicTensor;
const STEPS = 10;
const apply = (layer: { apply(x: SymbolicTensor | SymbolicTensor[]): unknown }, ...x: SymbolicTensor[]) =>
  layer.apply(x.length === 1 ? x[0] : x) as SymbolicTensor;

const unet =
  (interpolation: 'nearest' | 'bilinear'): Build =>
  (start, x) => {
    const conv = (filters: number, kernelSize = 3) =>
      layers.conv2d({ filters, kernelSize, padding: 'same', kernelInitializer: start() });
    const block = (y: SymbolicTensor, filters: number) => {
      const normal = apply(layers.batchNormalization(), apply(conv(filters), y));
      return apply(layers.elu(), apply(conv(filters), apply(layers.leakyReLU({ alpha: 0.1 }), normal)));
    };
    const first = block(x, 6);
    const second = block(apply(layers.maxPooling2d({ poolSize: 2 }), first), 8);
    const deep = block(apply(layers.averagePooling2d({ poolSize: 2 }), second), 12);
    const dropped = apply(layers.dropout({ rate: 0.2, seed: 7 }), deep);
    const up = layers.conv2dTranspose({
      filters: 8,
      kernelSize: 2,
      strides: 2,
      kernelInitializer: start(),
      activation: 'relu',
    });
    const middle = block(apply(layers.concatenate(), apply(up, dropped), second), 8);
    const wide = apply(layers.upSampling2d({ size: [2, 2], interpolation }), middle);
    const logits = apply(conv(2, 1), apply(layers.concatenate(), wide, first));
    return apply(layers.activation({ activation: 'softmax' }), logits);
  };

const mobilenet: Build = (start, x) => {
  const stem = layers.conv2d({
    filters: 8,
    kernelSize: 3,
    strides: 2,
    padding: 'same',
    useBias: false,
    kernelInitializer: start(),
    activation: 'relu6',
  });
  let y = apply(stem, x);
  for (const strides of [1, 2]) {
    const expanded = apply(
      layers.conv2d({ filters: 24, kernelSize: 1, kernelInitializer: start(), activation: 'hardSigmoid' }),
      y,
    );
    const filtered = apply(
      layers.depthwiseConv2d({ kernelSize: 3, strides, padding: 'same', depthwiseInitializer: start() }),
      expanded,
    );
    const normal = apply(layers.reLU({ maxValue: 6 }), apply(layers.batchNormalization(), filtered));
    const narrow = apply(layers.conv2d({ filters: 8, kernelSize: 1, kernelInitializer: start() }), normal);
    y = strides === 1 ? apply(layers.add(), narrow, y) : narrow;
  }
  const separable = layers.separableConv2d({
    filters: 12,
    kernelSize: 3,
    depthMultiplier: 2,
    padding: 'same',
    depthwiseInitializer: start(),
    pointwiseInitializer: start(),
    activation: 'swish',
  });
  const pooled = apply(layers.globalAveragePooling2d({}), apply(separable, y));
  const hidden = apply(layers.dense({ units: 16, kernelInitializer: start(), activation: 'tanh' }), pooled);
  return apply(layers.dense({ units: 3, kernelInitializer: start(), activation: 'softmax' }), hidden);
};

const blocks: Build = (start, x) => {
  const y = apply(new ConvBlock({ filters: 8, strides: 2, seed: 1 }), x);
  const z = apply(
    new AHSP({ filters: 16, seed: 3 }),
    apply(new AHSP({ filters: 16, strides: 2, seed: 2 }), y),
  );
  return apply(
    layers.conv2d({ filters: 2, kernelSize: 1, kernelInitializer: start(), activation: 'sigmoid' }),
    z,
  );
};

const NETWORKS: Array<{ name: string; build: Build; shape: Image }> = [
  // The cpu backend's own gradient of nearest upsampling is right for one image alone, of bilinear for square ones.
  { name: 'a U-Net with nearest upsampling', build: unet('nearest'), shape: [1, 16, 24, 3] },
  { name: 'a U-Net with bilinear upsampling', build: unet('bilinear'), shape: [2, 16, 16, 3] },
  { name: 'a MobileNet', build: mobilenet, shape: [4, 21, 19, 3] },
  { name: "MiniSeg's blocks", build: blocks, shape: [2, 32, 24, 3] },
];

function create(build: Build, [, ...size]: Image): LayersModel {
  let seed = 0;
  const image = input({ shape: size });
  const network = model({
    inputs: image,
    outputs: build(() => initializers.heNormal({ seed: ++seed }), image),
  });
  network.compile({ optimizer: tf.train.sgd(0.05), loss: 'meanSquaredError' });
  return network;
}

async function losses(build: Build, shape: Image): Promise<number[]> {
  const network = create(build, shape);
  const x = tf.tensor4d(
    noise(
      shape.reduce((a, b) => a * b),
      1,
    ),
    shape,
  );
  const target = [shape[0], ...(network.outputs[0].shape.slice(1) as number[])];
  const y = tf.tensor(
    noise(
      target.reduce((a, b) => a * b),
      2,
    ),
    target,
  );
  const { history } = await network.fit(x, y, {
    epochs: STEPS,
    batchSize: shape[0],
    shuffle: false,
    verbose: 0,
  });
  tf.dispose([x, y]);
  network.dispose();
  return history.loss as number[];
}

describe.each(NETWORKS)('$name', ({ build, shape }) => {
  let expected: number[];
  beforeAll(async () => {
    await tf.setBackend('cpu');
    expected = await losses(build, shape);
    await startWasm();
  });
  afterAll(() => registerWasmTraining());

  it.each(['simd', 'composed'] as const)(
    'has the losses of the cpu backend with %s kernels',
    async (kernels) => {
      registerWasmTraining({ kernels });
      const actual = await losses(build, shape);
      expect(actual).toHaveLength(STEPS);
      expect(actual[STEPS - 1]).toBeLessThan(actual[0]);
      for (let step = 0; step < STEPS; step++)
        expect(Math.abs(actual[step] / expected[step] - 1)).toBeLessThan(1e-4);
    },
  );
});

describe('a dilated convolution', () => {
  beforeAll(startWasm);

  it('trains in a layer with a relu, which no other backend of tfjs can', async () => {
    const dilated: Build = (start, x) => {
      const convolution = layers.conv2d({
        filters: 4,
        kernelSize: 3,
        dilationRate: 3,
        padding: 'same',
        kernelInitializer: start(),
        activation: 'relu',
      });
      return apply(convolution, x);
    };
    const history = await losses(dilated, [2, 12, 13, 3]);
    expect(history[STEPS - 1]).toBeLessThan(0.99 * history[0]);
  });

  it('is refused on other backends with the way out', async () => {
    await tf.setBackend('cpu');
    const x = tf.ones([1, 8, 8, 2]) as tf.Tensor4D;
    const filter = tf.ones([3, 3, 2, 1]) as tf.Tensor4D;
    const gradient = tf.grad((image: tf.Tensor) =>
      tf.depthwiseConv2d(image as tf.Tensor4D, filter, 1, 'same', 'NHWC', 2),
    );
    expect(() => gradient(x)).toThrow(/dilations \[2\].*'cpu'.*train on 'wasm'/);
    const plain = tf.grad((image: tf.Tensor) => tf.depthwiseConv2d(image as tf.Tensor4D, filter, 1, 'same'));
    expect((plain(x) as tf.Tensor).dataSync()[0]).toBe(4);
  });
});
