/** A program in shaders of our own, on tfjs's backend: few draws, and masks read back as bytes. */
import { classifyLogits, type Program } from '@miniseg/engine';
import type { CheckedImage, ImageLike, Segmentation, SegmentOptions } from '@miniseg/model';
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
import type { Predictor } from '../predictor.js';
import { type Slice, series } from '../series.js';
import { warmUp } from '../warm-up.js';
import type { Device } from './device.js';
import { GpuExecutor, type Pixels } from './executor.js';

const PLAIN = { mean: 0, std: 1 };

export function gpuPredictor<P, W>(program: Program, device: Device<P, W>): Predictor {
  const executor = new GpuExecutor(program, device);
  // With the backend, as another one may be set by then.
  const tensorOf = (info: TensorInfo): Tensor => engine().makeTensorFromTensorInfo(info, device.backend);
  const { channels } = program.nodes[0];
  const { channels: classes } = program.nodes[program.output];
  const run = async ({ image, normalization, size, probabilities }: Slice): Promise<Segmentation> => {
    const { height, width } = image;
    const network = { height: size[0], width: size[1] };
    const { pixels, release } = onBackend(image, channels);
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
    segment: ((images: ImageLike | readonly ImageLike[], options: SegmentOptions = {}) =>
      series(images, options, program.normalization, run)) as Predictor['segment'],
    logits: async (input: Tensor4D) =>
      tidy(() => {
        const [batch, height, width, given] = input.shape;
        const images = Array.from({ length: batch }, (_, i) =>
          one(batch === 1 ? input : slice(input, [i, 0, 0, 0], [1, height, width, given])),
        );
        return batch === 1 ? images[0] : (concat(images, 0) as Tensor4D);
      }),
    warmUp: (size) => warmUp(predictor, size),
    dispose: () => executor.dispose(),
  };
  return predictor;
}

/** Pixels as a tensor of the backend: bytes stay bytes on their way to it. */
function onBackend(image: CheckedImage, channels: number): { pixels: Pixels; release: () => void } {
  const { height, width, channels: given, white } = image;
  const colors = given === 4 ? 3 : given;
  if (colors !== channels && colors !== 1) {
    throw new CompileError(
      'image',
      `The image has ${colors} color channels and the network takes ${channels}; give a grey image.`,
    );
  }
  const size = { height, width, channels: given, white };
  if ('dataId' in image.image) return { pixels: { tensor: image.image, ...size }, release: () => {} };
  const { data } = image.image;
  const bytes =
    data instanceof Uint8ClampedArray ? new Uint8Array(data.buffer, data.byteOffset, data.length) : data;
  const shape = [height, width, given];
  const copy: Tensor =
    bytes instanceof Uint8Array
      ? tensor(bytes, shape, 'int32')
      : tensor(Float32Array.from(bytes), shape, 'float32');
  return { pixels: { tensor: copy, ...size }, release: () => copy.dispose() };
}
