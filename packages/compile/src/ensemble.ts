import {
  checkImage,
  type ImageLike,
  networkSize,
  readPixels,
  type Segmentation,
  type SeriesOptions,
} from '@miniseg/engine';
import { AverageRuns } from './average-runs.js';
import { checkOptions } from './check-options.js';
import { CompileError, refuse } from './errors.js';
import { FLIPS, flipPixels } from './flip-pixels.js';
import type { SlicePredictor } from './predictor.js';
import { SERIES_OPTIONS } from './series.js';

/**
 * Which variants of a slice a network sees besides the slice itself:
 *
 * - `'flips'`: its four mirror images, 4 runs
 * - `'multiscale'`: those at 0.75, 1 and 1.25 times the network's size, 12 runs (about 12.5 times the work)
 */
export type TestTimeAugmentation = 'flips' | 'multiscale';

/** What `ensemble` does besides averaging its networks. */
export interface EnsembleOptions {
  /** Default: each network sees the slice once, as it is. */
  tta?: TestTimeAugmentation;
}

const SCALES: Record<TestTimeAugmentation, readonly number[]> = { flips: [1], multiscale: [0.75, 1, 1.25] };

/** Runs of each network on a slice. */
export function ttaRuns(tta?: TestTimeAugmentation): number {
  return tta ? SCALES[tta].length * FLIPS.length : 1;
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
  if (tta !== undefined && !Object.hasOwn(SCALES, tta)) {
    throw new CompileError('invalid-argument', `tta is '${tta}'; it must be 'flips' or 'multiscale'.`);
  }
  const scales = tta ? SCALES[tta] : [1];
  const flips = tta ? FLIPS : FLIPS.slice(0, 1);
  const workers = Math.max(...predictors.map((predictor) => predictor.workers ?? 0));

  async function one(given: ImageLike, options: SeriesOptions): Promise<Segmentation> {
    const { channels: _, ...image } = checkImage(await readPixels(given, refuse), refuse);
    const { onProgress: __, ...shared } = options;
    const average = new AverageRuns();
    const views = flips.map((flip) => ({
      flip,
      data: flipPixels(image.data, new Float64Array(image.data.length), image, flip),
    }));
    const runs = predictors.flatMap((predictor) =>
      scales.flatMap((scale) => views.map((view) => ({ predictor, scale, ...view }))),
    );
    const own = networkSize(image, options.inputSize, refuse);
    const scaled = (side: number, scale: number) => Math.round(scale * side);
    const start = ({ predictor, scale, data }: (typeof runs)[number]) =>
      predictor.segment(
        { ...image, data },
        {
          ...shared,
          ...(scale === 1
            ? {}
            : { inputSize: [scaled(own.height, scale), scaled(own.width, scale)] as const }),
          probabilities: true,
        },
      );
    // Together: a pool of workers takes them side by side. Added up in their order, so that sums do not depend on who is first.
    const results = workers > 1 ? runs.map(start) : [];
    for (const promise of results) promise.catch(() => undefined);
    let classes: number | undefined;
    for (const [index, run] of runs.entries()) {
      const result = await (results[index] ?? start(run));
      classes ??= result.classes;
      if (result.classes !== classes) {
        throw new CompileError(
          'invalid-argument',
          `The networks of the ensemble have ${classes} and ${result.classes} classes; they must agree.`,
        );
      }
      const { probabilities } = result as Required<Segmentation>;
      average.add(result, flipPixels(probabilities, new Float32Array(probabilities.length), image, run.flip));
    }
    return average.result(options.probabilities ?? true);
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
