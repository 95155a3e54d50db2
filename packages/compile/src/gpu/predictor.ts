/** A program in shaders of our own, on tfjs's backend: few draws, and masks read back as bytes. */
import {
  type CheckedImage,
  classifyLogits,
  type Program,
  type Segmentation,
  type Slice,
  twoClasses,
} from '@miniseg/engine';
import {
  concat,
  engine,
  type Rank,
  reshape,
  slice,
  type Tensor,
  type Tensor4D,
  type TensorInfo,
  tensor,
  tidy,
} from '@tensorflow/tfjs-core';
import { CompileError } from '../errors.js';
import { networkOutput } from '../network-output.js';
import type { Predictor } from '../predictor.js';
import { segmentWith } from '../series.js';
import { warmUp } from '../warm-up.js';
import type { Device } from './device.js';
import { GpuExecutor, type Pixels } from './executor.js';

const PLAIN = { mean: 0, std: 1 };

export function gpuPredictor<P, W>(program: Program, device: Device<P, W>): Predictor {
  const pair = twoClasses(program);
  const executor = new GpuExecutor(pair, device);
  // With the backend, as another one may be set by then.
  const tensorOf = (info: TensorInfo): Tensor => engine().makeTensorFromTensorInfo(info, device.backend);
  const { channels: classes } = pair.nodes[pair.output];
  const run = async ({
    image,
    normalization,
    size: network,
    probabilities,
  }: Slice): Promise<Segmentation> => {
    const { height, width } = image;
    const { pixels, release } = onBackend(image);
    try {
      if (!probabilities) {
        const mask = await executor.mask(pixels, network, normalization);
        return { height, width, classes, mask };
      }
      const logits = tensorOf(executor.logits(pixels, network, normalization));
      const values = await logits.data<'float32'>().finally(() => logits.dispose());
      device.check();
      return { height, width, classes, ...classifyLogits(values, classes, true) };
    } catch (error) {
      if (!CompileError.isInstance(error)) await device.settle();
      device.check();
      throw error;
    } finally {
      release();
    }
  };
  const one = (input: Tensor4D): Tensor4D => {
    const [, height, width, given] = input.shape;
    const size = { height, width };
    const logits = executor.logits({ tensor: input, channels: given, white: 1, ...size }, size, PLAIN);
    return reshape<Rank.R4>(tensorOf(logits), [1, height, width, classes]);
  };
  const predictor: Predictor = {
    target: device.name,
    program,
    segment: segmentWith(program, run),
    logits: async (input: Tensor4D) =>
      tidy(() => {
        const [batch, height, width, given] = input.shape;
        const images = Array.from({ length: batch }, (_, i) =>
          one(batch === 1 ? input : slice(input, [i, 0, 0, 0], [1, height, width, given])),
        );
        return networkOutput(program, batch === 1 ? images[0] : (concat(images, 0) as Tensor4D));
      }),
    warmUp: (size) => warmUp(predictor, size),
    dispose: () => executor.dispose(),
  };
  return predictor;
}

/** Pixels as a tensor of the backend: bytes stay bytes on their way to it. */
function onBackend({ data, height, width, channels, white }: CheckedImage): {
  pixels: Pixels;
  release: () => void;
} {
  const bytes =
    data instanceof Uint8ClampedArray ? new Uint8Array(data.buffer, data.byteOffset, data.length) : data;
  const shape = [height, width, channels];
  const copy: Tensor =
    bytes instanceof Uint8Array
      ? tensor(bytes, shape, 'int32')
      : tensor(Float32Array.from(bytes), shape, 'float32');
  return { pixels: { tensor: copy, height, width, channels, white }, release: () => copy.dispose() };
}
