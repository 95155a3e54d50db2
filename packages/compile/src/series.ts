/** Slices in their order: what all predictors share of `segment`. */
import {
  checkSlices,
  type ImageLike,
  mapInOrder,
  type Program,
  type Segmentation,
  type SeriesOptions,
  type Slice,
} from '@miniseg/engine';
import { checkOptions } from './check-options.js';
import { CompileError, refuse } from './errors.js';
import type { Predictor } from './predictor.js';

export const SERIES_OPTIONS = {
  normalization: 1,
  inputSize: 1,
  probabilities: 1,
  signal: 1,
  onProgress: 1,
} as const;

/**
 * Every image is checked before the first is run.
 *
 * @param run Of one slice.
 * @param ahead Slices that may run at once, in workers or on a graphics card; else they run one by one.
 * @returns `segment` of a predictor.
 * @throws {CompileError} for options and images that the network cannot take.
 */
export function segmentWith(
  program: Program,
  run: (slice: Slice) => Promise<Segmentation>,
  ahead?: number,
): Predictor['segment'] {
  const [{ channels }] = program.nodes;
  const { channels: outputs } = program.nodes[program.output];
  const all = async (images: readonly ImageLike[], options: SeriesOptions): Promise<Segmentation[]> => {
    const { signal, onProgress } = options;
    if (program.activation === 'sigmoid' && outputs > 1) {
      throw new CompileError(
        'layer',
        `The model ends in a sigmoid over ${outputs} channels, whose labels may overlap; segment gives one label for each ` +
          'pixel. Call predictor.logits and threshold each channel, or end the model in a softmax or in logits.',
      );
    }
    const slices = await checkSlices(
      images,
      options,
      { channels, normalization: program.normalization },
      refuse,
    );
    const results: Segmentation[] = [];
    for await (const result of mapInOrder(slices, run, { ahead: ahead ?? 1, signal })) {
      if (result.status === 'rejected') throw result.reason;
      results.push(result.value);
      onProgress?.({ done: results.length, total: slices.length });
      // Lets timers, events and an abort in between slices: kernels in this thread never yield to them.
      if (ahead === undefined) await new Promise((resolve) => setTimeout(resolve));
    }
    return results;
  };
  const segment = async (images: ImageLike | readonly ImageLike[], options: SeriesOptions = {}) => {
    checkOptions('segment', options, SERIES_OPTIONS);
    return Array.isArray(images) ? all(images, options) : (await all([images as ImageLike], options))[0];
  };
  return segment as Predictor['segment'];
}
