/** A program in shaders of our own, on tfjs's webgl backend: few draws, and masks read back as bytes. */
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
  tensor,
  tidy,
} from '@tensorflow/tfjs-core';
import { CompileError } from '../errors.js';
import { networkOutput } from '../network-output.js';
import { checkInput, type Predictor } from '../predictor.js';
import { segmentWith } from '../series.js';
import { warmUp } from '../warm-up.js';
import { type Pixels, WebglExecutor } from './executor.js';
import { webglDevice } from './webgl-device.js';

const PLAIN = { mean: 0, std: 1 };
/** One is computed, one read, and one handed over. */
const AHEAD = 3;

/** @throws {CompileError} ('device') unless tfjs's webgl backend is set. */
export function webglPredictor(program: Program): Predictor {
  const pair = twoClasses(program);
  const device = webglDevice();
  const executor = new WebglExecutor(pair, device);
  const { channels: classes } = pair.nodes[pair.output];
  const run = async ({
    image,
    normalization,
    size: network,
    probabilities,
  }: Slice): Promise<Segmentation> => {
    const { height, width } = image;
    device.check();
    const { pixels, release } = onBackend(image);
    try {
      if (!probabilities) {
        const mask = await executor.mask(pixels, network, normalization);
        return { height, width, classes, mask };
      }
      const values = await executor.values(pixels, network, normalization, classes);
      return { height, width, classes, ...classifyLogits(values, classes, true) };
    } catch (error) {
      device.check();
      throw error;
    } finally {
      release();
    }
  };
  // What does not fit into textures together is computed in parts.
  const logits = (input: Tensor4D): Tensor4D => {
    const [images, height, width, channels] = input.shape;
    const size = { height, width };
    try {
      const result = executor.logits({ tensor: input, images, channels, white: 1, ...size }, size, PLAIN);
      // With the backend, as another one may be set by then.
      const made: Tensor = engine().makeTensorFromTensorInfo(result, device.backend);
      return reshape<Rank.R4>(made, [images, height, width, classes]);
    } catch (error) {
      const split = CompileError.isInstance(error) && error.code === 'image' && images > 1;
      if (!split) throw error;
      const half = images >> 1;
      const part = (first: number, count: number) =>
        logits(slice(input, [first, 0, 0, 0], [count, height, width, channels]));
      return concat([part(0, half), part(half, images - half)], 0) as Tensor4D;
    }
  };
  const predictor: Predictor = {
    target: 'webgl',
    ahead: AHEAD,
    program,
    segment: segmentWith(program, run, AHEAD),
    async logits(input: Tensor4D) {
      checkInput(input);
      return tidy(() => networkOutput(program, logits(input)));
    },
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
  return {
    pixels: { tensor: copy, images: 1, height, width, channels, white },
    release: () => copy.dispose(),
  };
}
