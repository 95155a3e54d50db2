/** Series of any length through a predictor, in constant memory. */
import { type ImageLike, type ItemSource, mapInOrder, type Segmentation } from '@miniseg/engine';
import { check, checkOptions } from './check-options.js';
import { checkPredictor, type SlicePredictor } from './predictor.js';
import { slicesAhead } from './slices-ahead.js';
import { type SlidingWindowOptions, segmentSlidingWindow } from './sliding-window.js';

const ITERATORS = [Symbol.iterator, Symbol.asyncIterator] as const;

/** With `slidingWindow`, slices larger than that go through in overlapping parts. */
export type SegmentAllOptions = Omit<SlidingWindowOptions, 'slidingWindow'> &
  Partial<Pick<SlidingWindowOptions, 'slidingWindow'>>;

/**
 * Results in the order of the slices, while the next ones are already read and computed: at once on a predictor with
 * workers, else in turn. Takes from the source only what there is room for, and keeps nothing. A slice that fails is
 * reported in its place, and the others go on.
 *
 * @param slices An iterable, an async one, or a generator of promises, which are then fulfilled side by side.
 * @throws {CompileError} for an unknown option, and what is no predictor or no iterable; the signal's reason; what the source threw.
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
  given: SegmentAllOptions = {},
): AsyncGenerator<PromiseSettledResult<Segmentation>, void, undefined> {
  checkOptions('segmentAll', given, {
    slidingWindow: 1,
    normalization: 1,
    inputSize: 1,
    probabilities: 1,
    signal: 1,
  });
  checkPredictor(predictor);
  const areSlices = typeof slices === 'object' && slices !== null && ITERATORS.some((name) => name in slices);
  check(areSlices, 'The slices', slices, 'they are an iterable of images');
  const { slidingWindow, ...options } = given;
  const run = (slice: ImageLike) =>
    slidingWindow
      ? segmentSlidingWindow(predictor, slice, { ...options, slidingWindow })
      : predictor.segment(slice, options);
  return mapInOrder(slices, run, { ahead: slicesAhead(predictor), signal: options.signal });
}
