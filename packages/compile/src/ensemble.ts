import {
  checkTta,
  type ImageLike,
  type RunView,
  type Segmentation,
  type SeriesOptions,
  segmentViews,
  type TestTimeAugmentation,
} from '@miniseg/engine';
import { checkOptions } from './check-options.js';
import { CompileError, refuse } from './errors.js';
import { checkPredictor, type SlicePredictor } from './predictor.js';
import { SERIES_OPTIONS } from './series.js';

/** What `ensemble` does besides averaging its networks. */
export interface EnsembleOptions {
  /** Default: each network sees the slice once, as it is. */
  tta?: TestTimeAugmentation;
}

/**
 * Several networks, or several views of a slice, as one predictor: the softmax probabilities of all runs, turned back to
 * how the slice lies, are averaged, and the most probable class of the mean is the mask. The networks' own predictors stay
 * the caller's to dispose.
 *
 * @param predictors of networks with the same classes; one is enough where `tta` is given
 * @throws {CompileError} `invalid-argument` for no predictor, an unknown `tta`, or networks whose classes differ in number
 * @example
 * const careful = ensemble([await compile(model)], { tta: 'flips' });
 * const { mask } = await careful.segment(slice);
 */
export function ensemble(
  predictors: readonly SlicePredictor[],
  options: EnsembleOptions = {},
): SlicePredictor {
  checkOptions('ensemble', options, { tta: 1 });
  const { tta } = options;
  if (!Array.isArray(predictors) || predictors.length === 0) {
    throw new CompileError('invalid-argument', 'The ensemble has no predictor; give one for each network.');
  }
  for (const predictor of predictors) checkPredictor(predictor);
  checkTta(tta, refuse);
  const workers = Math.max(...predictors.map((predictor) => predictor.workers ?? 0));
  const networks = predictors.map(
    (predictor: SlicePredictor): RunView =>
      (image, how) =>
        predictor.segment(image, { ...how, probabilities: true }),
  );

  function one(image: ImageLike, { onProgress: _, ...how }: SeriesOptions): Promise<Segmentation> {
    return segmentViews(networks, image, { ...how, tta, together: workers > 1 }, refuse);
  }

  function segment(image: ImageLike, options?: SeriesOptions): Promise<Segmentation>;
  function segment(images: readonly ImageLike[], options?: SeriesOptions): Promise<Segmentation[]>;
  async function segment(
    images: ImageLike | readonly ImageLike[],
    options: SeriesOptions = {},
  ): Promise<Segmentation | Segmentation[]> {
    checkOptions('segment', options, SERIES_OPTIONS);
    if (!Array.isArray(images)) return one(images as ImageLike, options);
    const results: Segmentation[] = [];
    for (const image of images) {
      options.signal?.throwIfAborted();
      results.push(await one(image, options));
      options.onProgress?.({ done: results.length, total: images.length });
    }
    return results;
  }
  return { segment, ...(workers > 0 ? { workers } : {}) };
}
