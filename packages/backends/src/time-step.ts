/** How long a small step takes on the backend in use: a card whose programs wait for JavaScript can be slower than wasm. */
import {
  add,
  conv2d,
  depthwiseConv2d,
  dispose,
  engine,
  type NamedAttrMap,
  randomNormal,
  relu,
  slice,
  type Tensor,
  type Tensor4D,
  tidy,
} from '@tensorflow/tfjs-core';

const SIZE = 128;
const CHANNELS = 16;
const BLOCKS = 6;
/** The first run compiles; of the others the fastest counts. */
const ROUNDS = 4;

type Inputs = Record<string, Tensor>;

const kernel = (name: string, inputs: Inputs, attributes: object) =>
  engine().runKernel<Tensor>(name, inputs, attributes as NamedAttrMap);

/** By the kernels themselves: tfjs-core alone registers no gradients. */
function gradients(kind: string, x: Tensor4D, filter: Tensor4D, dy: Tensor4D): Tensor4D {
  const attributes = { strides: [1, 1], pad: 'same', dilations: [1, 1], dataFormat: 'NHWC' };
  kernel(`${kind}BackpropFilter`, { x, dy }, { ...attributes, filterShape: filter.shape });
  return kernel(`${kind}BackpropInput`, { dy, filter }, { ...attributes, inputShape: x.shape }) as Tensor4D;
}

/** Blocks of a depthwise and a pointwise convolution with a shortcut, as segmentation networks are made of; and back. */
function step(image: Tensor4D, filters: { spatial: Tensor4D; pointwise: Tensor4D }, train: boolean): Tensor {
  return tidy(() => {
    let x = image;
    const inside: { x: Tensor4D; y: Tensor4D }[] = [];
    for (let block = 0; block < BLOCKS; block++) {
      const y = relu(depthwiseConv2d(x, filters.spatial, 1, 'same')) as Tensor4D;
      inside.push({ x, y });
      x = add(x, conv2d(y, filters.pointwise, 1, 'same')) as Tensor4D;
    }
    let dy = x;
    for (const { x, y } of train ? inside.reverse() : []) {
      const middle = gradients('Conv2D', y, filters.pointwise, dy);
      dy = add(dy, gradients('DepthwiseConv2dNative', x, filters.spatial, middle)) as Tensor4D;
    }
    return slice(dy, [0, 0, 0, 0], [1, 1, 1, 1]);
  });
}

/** @returns milliseconds, of the fastest of a few */
export async function timeStep(train: boolean): Promise<number> {
  const [image, spatial, pointwise] = (
    [
      [1, SIZE, SIZE, CHANNELS],
      [3, 3, CHANNELS, 1],
      [1, 1, CHANNELS, CHANNELS],
    ] as const
  ).map((shape, seed) => randomNormal([...shape], 0, 0.1, 'float32', seed + 1) as Tensor4D);
  let best = Number.POSITIVE_INFINITY;
  try {
    for (let round = 0; round < ROUNDS; round++) {
      const began = performance.now();
      const result = step(image, { spatial, pointwise }, train);
      await result.data();
      result.dispose();
      if (round > 0) best = Math.min(best, performance.now() - began);
    }
  } finally {
    dispose([image, spatial, pointwise]);
  }
  return best;
}
