/** A program on WebGPU: slices as masks or probabilities, several in flight, tensors as logits. */
import { type Program, type Segmentation, type Slice, twoClasses } from '@miniseg/engine';
import { backend, engine, type Tensor4D, type TensorInfo, tensor4d } from '@tensorflow/tfjs-core';
import { CompileError } from '../errors.js';
import { networkOutput } from '../network-output.js';
import type { Predictor } from '../predictor.js';
import { segmentWith } from '../series.js';
import { warmUp } from '../warm-up.js';
import type { GpuBuffer, GpuDevice } from './api.js';
import { Batches } from './batches.js';
import { WebgpuExecutor } from './executor.js';
import { openDevice } from './open-device.js';
import type { Plan } from './plan.js';
import { wordsOfImage } from './words-of-image.js';

/** Slices of a series on their way at once: two runs of eight. */
const AHEAD = 16;
const PLAIN = { mean: 0, std: 1 };

/** A slice with what was compiled for it. */
interface Job {
  slice: Slice;
  plan: Plan;
  words: ArrayBufferView;
}

/** @throws {CompileError} ('device') where there is no WebGPU. */
export async function webgpuPredictor(program: Program): Promise<Predictor> {
  const pair = twoClasses(program);
  const { channels: classes } = pair.nodes[pair.output];
  const opened = await openDevice();
  const executor = new WebgpuExecutor(pair, opened);
  const guarded = async <T>(body: () => Promise<T>): Promise<T> => {
    try {
      return await body();
    } catch (error) {
      executor.check();
      if (!CompileError.isInstance(error)) await opened.settle();
      executor.check();
      throw error;
    }
  };
  const batches = new Batches<Job, Segmentation>((jobs) => {
    const [{ plan, slice }] = jobs;
    const { image, normalization, probabilities } = slice;
    const run = {
      plan,
      words: jobs.map(({ words }) => words),
      images: jobs.length,
      white: image.white,
      normalization,
    };
    return guarded(() =>
      executor.read(run, (bytes) =>
        jobs.map(
          (
            {
              slice: {
                image: { height, width },
              },
            },
            n,
          ) => ({
            height,
            width,
            classes,
            ...resultOf(bytes, 4 * plan.resultWords * n, plan, image, probabilities),
          }),
        ),
      ),
    );
  });
  const run = (slice: Slice): Promise<Segmentation> =>
    guarded(async () => {
      const { image, normalization, size: network, probabilities } = slice;
      const { format, words } = wordsOfImage(image);
      const result = probabilities ? 'probabilities' : 'mask';
      const { height, width, channels, white } = image;
      const plan = await executor.plan({ result, format, image: { height, width }, channels, network });
      const key = [result, format, height, width, channels, network.height, network.width];
      const numbers = [white, normalization.mean, normalization.std];
      return batches.add({ key: [...key, ...numbers].join(), most: plan.most, item: { slice, plan, words } });
    });
  const predictor: Predictor = {
    target: 'webgpu',
    ahead: AHEAD,
    program,
    segment: segmentWith(program, run, AHEAD),
    logits: (input: Tensor4D) =>
      guarded(async () => networkOutput(program, await logits(input, executor, opened.device, classes))),
    warmUp: (size) => warmUp(predictor, size),
    dispose: () => executor.dispose(),
  };
  return predictor;
}

function resultOf(
  bytes: ArrayBuffer,
  first: number,
  { maskWords, resultWords }: Plan,
  { height, width }: { height: number; width: number },
  probabilities: boolean,
): Pick<Segmentation, 'mask' | 'probabilities'> {
  const row = (4 * maskWords) / height;
  let mask = new Uint8Array(bytes, first, height * row);
  if (row === width) mask = mask.slice();
  else {
    const rows = mask;
    mask = new Uint8Array(height * width);
    for (let y = 0; y < height; y++) mask.set(rows.subarray(row * y, row * y + width), width * y);
  }
  if (!probabilities) return { mask };
  return {
    mask,
    probabilities: new Float32Array(bytes, first + 4 * maskWords, resultWords - maskWords).slice(),
  };
}

/** tfjs's webgpu backend, as far as it lends buffers. */
interface LendingBackend {
  device: GpuDevice;
  tensorMap: { has(id: object): boolean; get(id: object): { resource: GpuBuffer } };
  makeTensorInfo(shape: number[], dtype: 'float32'): TensorInfo;
  uploadToGPU(id: object): void;
  commandEncoder: object | null;
  endComputePassEncoder(): void;
  submitQueue(): void;
}

/** All images of the tensor in as few runs as there is memory for. */
async function logits(
  input: Tensor4D,
  executor: WebgpuExecutor,
  device: GpuDevice,
  classes: number,
): Promise<Tensor4D> {
  const [batch, height, width, channels] = input.shape;
  const image = { height, width };
  const plan = await executor.plan({ result: 'logits', format: 'f32', image, channels, network: image });
  const shape: [number, number, number, number] = [batch, height, width, classes];
  const rest = { plan, white: 1, normalization: PLAIN };
  const lending = backend() as unknown as LendingBackend;
  const here = lending.device === device && lending.tensorMap.has(input.dataId);
  if (here && input.dtype === 'float32' && batch <= plan.most) {
    const bufferOf = ({ dataId }: TensorInfo) => {
      lending.uploadToGPU(dataId);
      return lending.tensorMap.get(dataId).resource;
    };
    const words = { buffer: bufferOf(input) };
    const output = lending.makeTensorInfo(shape, 'float32');
    const into = bufferOf(output);
    // What tfjs has yet to hand over comes first.
    if (lending.commandEncoder) {
      lending.endComputePassEncoder();
      lending.submitQueue();
    }
    await executor.write({ ...rest, words, images: batch }, into);
    return engine().makeTensorFromTensorInfo(output) as Tensor4D;
  }
  const values = Float32Array.from(await input.data());
  const result = new Float32Array(batch * height * width * classes);
  for (let first = 0; first < batch; first += plan.most) {
    const images = Math.min(plan.most, batch - first);
    const words = Array.from({ length: images }, (_, i) =>
      values.subarray((first + i) * plan.imageWords, (first + i + 1) * plan.imageWords),
    );
    const part = await executor.read({ ...rest, words, images }, (bytes) => new Float32Array(bytes).slice());
    result.set(part, first * plan.resultWords);
  }
  return tensor4d(result, shape);
}
