/** From pixels to masks and probabilities in one call. */
import {
  checkModel,
  checkSlices,
  type ImageLike,
  networkInput,
  type RunView,
  rememberedNormalization,
  type Segmentation,
  type SeriesOptions,
  type Slice,
  segmentViews,
  type TestTimeAugmentation,
} from '@miniseg/engine';
import { resizeBilinear } from '@miniseg/ops';
import { concat, dispose, type Tensor, type Tensor4D, tensor4d, tidy } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkOptions } from '../check-options.js';
import { ModelError, refuse } from '../errors.js';
import { classifyOutput, outputKind } from './output-kind.js';

/** Options of `segment`. */
export interface SegmentOptions extends SeriesOptions {
  /** Slices of one size that run together; more takes more memory. Default 1. */
  batchSize?: number;
  /**
   * Averages the probabilities of several views of each slice: its four mirror images (`'flips'`, 4 runs), or these at 0.75,
   * 1 and 1.25 times the network's size (`'multiscale'`, 12 runs of about 12.5 times the work).
   */
  tta?: TestTimeAugmentation;
}

/**
 * Segments one slice or several with a model that maps images to logits of their size (every `miniSeg` model; of
 * several outputs the first counts), or with several models, whose probabilities are averaged. Runs on the backend that is
 * set; leaves no tensor behind. Not a medical device.
 *
 * @param model A model, or an array of models with the same classes.
 * @param images A slice, or an array of them; see `ImageLike`. Results come in the same order and the slices' own size.
 * @throws {ModelError} for an image of size 0, too small, with wrong channels or values, for an unknown option, for a model
 *   whose outputs are no labels, models whose classes differ in number, and when no normalization is known; every image is
 *   checked before the first is run, where one model sees it once.
 * @example
 * const { mask } = await segment(model, context.getImageData(0, 0, 512, 512));
 * const careful = await segment([fold1, fold2], slice, { tta: 'flips' });
 */
export async function segment(
  model: LayersModel | readonly LayersModel[],
  images: ImageLike,
  options?: SegmentOptions,
): Promise<Segmentation>;
export async function segment(
  model: LayersModel | readonly LayersModel[],
  images: readonly ImageLike[],
  options?: SegmentOptions,
): Promise<Segmentation[]>;
export async function segment(
  model: LayersModel | readonly LayersModel[],
  images: ImageLike | readonly ImageLike[],
  options: SegmentOptions = {},
): Promise<Segmentation | Segmentation[]> {
  const models: readonly LayersModel[] = Array.isArray(model) ? model : [model];
  if (models.length === 0) {
    throw new ModelError('invalid-argument', 'There is no model; give one, or several to average.');
  }
  for (const each of models) checkModel('segment', each, refuse);
  checkOptions('segment', options, {
    normalization: 1,
    inputSize: 1,
    batchSize: 1,
    tta: 1,
    probabilities: 1,
    signal: 1,
    onProgress: 1,
  });
  const all = Array.isArray(images) ? images : [images as ImageLike];
  const { tta, ...plain } = options;
  const results =
    models.length === 1 && tta === undefined
      ? await segmentSlices(models[0], all, plain)
      : await segmentAveraged(models, all, options);
  return Array.isArray(images) ? results : results[0];
}

/** Each slice as the mean of several runs. */
async function segmentAveraged(
  models: readonly LayersModel[],
  images: readonly ImageLike[],
  { onProgress, batchSize, ...options }: SegmentOptions,
): Promise<Segmentation[]> {
  if (batchSize !== undefined) {
    throw new ModelError(
      'invalid-argument',
      'batchSize has no effect where several runs are averaged, as these go one by one; leave it out.',
    );
  }
  const networks = models.map(
    (model): RunView =>
      async (image, how) =>
        (await segmentSlices(model, [image], { ...how, probabilities: true }))[0],
  );
  const results: Segmentation[] = [];
  for (const image of images) {
    results.push(await segmentViews(networks, image, options, refuse));
    onProgress?.({ done: results.length, total: images.length });
  }
  return results;
}

/** One model, which sees each slice once. */
async function segmentSlices(
  model: LayersModel,
  images: readonly ImageLike[],
  options: Omit<SegmentOptions, 'tta'>,
): Promise<Segmentation[]> {
  const { batchSize = 1, signal, onProgress } = options;
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    throw new ModelError(
      'invalid-argument',
      `batchSize is ${batchSize}; it must be a whole number of at least 1.`,
    );
  }
  const kind = outputKind(model);
  const channels = model.inputs[0].shape[3] as number;
  const network = { channels, normalization: rememberedNormalization(model) };
  const slices = await checkSlices(images, options, network, refuse);
  const results: Segmentation[] = [];
  for (const batch of batches(slices, batchSize)) {
    signal?.throwIfAborted();
    // Batches hold slices of one size, so the first one speaks for all.
    const [{ image, size, probabilities }] = batch;
    const output = tidy(() => {
      const inputs = batch.map((slice) =>
        tensor4d(networkInput(slice, channels), [1, size.height, size.width, channels]),
      );
      const map = firstOutput(model, inputs.length === 1 ? inputs[0] : (concat(inputs, 0) as Tensor4D));
      return resizeBilinear(map, [image.height, image.width]);
    });
    try {
      const values = (await output.data()) as Float32Array;
      const length = values.length / batch.length;
      for (let i = 0; i < batch.length; i++) {
        const own = values.subarray(i * length, (i + 1) * length);
        const { height, width } = image;
        results.push({ width, height, ...classifyOutput(own, output.shape[3], kind, probabilities) });
      }
    } finally {
      dispose(output);
    }
    onProgress?.({ done: results.length, total: images.length });
    // Lets timers, events and an abort in between batches: reading from wasm never yields to them.
    await new Promise((resolve) => setTimeout(resolve));
  }
  return results;
}

/** Runs of neighbors that have the same size before and after resizing. */
function* batches(slices: readonly Slice[], batchSize: number): Generator<Slice[]> {
  const key = ({ image, size }: Slice) => `${image.height},${image.width},${size.height},${size.width}`;
  let batch: Slice[] = [];
  for (const slice of slices) {
    if (batch.length === batchSize || (batch.length > 0 && key(batch[0]) !== key(slice))) {
      yield batch;
      batch = [];
    }
    batch.push(slice);
  }
  if (batch.length > 0) yield batch;
}

/** Only what the first output needs: the heads of deep supervision are left out. */
function firstOutput(model: LayersModel, input: Tensor4D): Tensor4D {
  if (model.outputs.length === 1) return model.predict(input, { batchSize: input.shape[0] }) as Tensor4D;
  return model.execute(input, model.outputs[0].name) as Tensor as Tensor4D;
}
