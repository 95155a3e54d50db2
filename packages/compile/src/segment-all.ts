/** Series of any length through a predictor, in constant memory. */
import { type ItemSource, mapInOrder } from '@miniseg/engine';
import type { ImageLike, Segmentation, SegmentOptions } from '@miniseg/model';
import type { SlicePredictor } from './predictor.js';
import { slicesAhead } from './slices-ahead.js';
import { type SlidingWindow, segmentSlidingWindow } from './sliding-window.js';

export interface SegmentAllOptions
  extends Pick<SegmentOptions, 'normalization' | 'inputSize' | 'probabilities' | 'signal'> {
  /** Slices larger than this go through in overlapping parts. */
  slidingWindow?: SlidingWindow;
}

/**
 * Results in the order of the slices, while the next ones are already read and computed: at once on a predictor with
 * workers, else in turn. Takes from the source only what there is room for, and keeps nothing. A slice that fails is
 * reported in its place, and the others go on.
 *
 * @param slices An iterable, an async one, or a generator of promises, which are then fulfilled side by side.
 * @throws the signal's reason, or what the source threw.
 * @example
 * const predictor = await compile(model, { workers: 2 });
 * const slices = function* () {
 *   for (const file of files) yield read(file);
 * };
 * for await (const result of segmentAll(predictor, slices(), { probabilities: false })) {
 *   if (result.status === 'fulfilled') await write(result.value.mask);
 *   else console.warn(result.reason);
 * }
 */
export function segmentAll(
  predictor: SlicePredictor,
  slices: ItemSource<ImageLike>,
  { slidingWindow, ...options }: SegmentAllOptions = {},
): AsyncGenerator<PromiseSettledResult<Segmentation>, void, undefined> {
  const run = (slice: ImageLike) =>
    slidingWindow
      ? segmentSlidingWindow(predictor, slice, { ...options, slidingWindow })
      : predictor.segment(slice, options);
  return mapInOrder(slices, run, { ahead: slicesAhead(predictor), signal: options.signal });
}
