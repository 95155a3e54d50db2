/** Slices in their order: what all predictors share of `segment`. */
import { mapInOrder } from '@miniseg/engine';
import {
  type CheckedImage,
  checkImage,
  type ImageLike,
  type Normalization,
  networkSize,
  requireNormalization,
  type Segmentation,
  type SegmentOptions,
} from '@miniseg/model';

/** One slice, checked, with everything that has a default filled in. */
export interface Slice {
  image: CheckedImage;
  normalization: Normalization;
  /** [height, width] of the network's input. */
  size: [number, number];
  probabilities: boolean;
}

/**
 * Every image is checked before the first is run.
 *
 * @param remembered The normalization that the model was saved with.
 * @param ahead Slices that may run at once, where they run in workers; else they run one by one.
 * @throws CompileError as `segment` does.
 */
export async function series(
  images: ImageLike | readonly ImageLike[],
  options: SegmentOptions,
  remembered: Normalization | undefined,
  run: (slice: Slice) => Promise<Segmentation>,
  ahead?: number,
): Promise<Segmentation | Segmentation[]> {
  if (!Array.isArray(images)) {
    const [only] = (await series([images as ImageLike], options, remembered, run, ahead)) as Segmentation[];
    return only;
  }
  const normalization = requireNormalization(options.normalization, remembered);
  const { probabilities = true, signal, onProgress } = options;
  const slices = images.map((given): Slice => {
    const image = checkImage(given);
    return { image, normalization, size: networkSize(image, options), probabilities };
  });
  const results: Segmentation[] = [];
  for await (const result of mapInOrder(slices, run, { ahead: ahead ?? 1, signal })) {
    if (result.status === 'rejected') throw result.reason;
    results.push(result.value);
    onProgress?.({ done: results.length, total: slices.length });
    // Lets timers, events and an abort in between slices: kernels in this thread never yield to them.
    if (ahead === undefined) await new Promise((resolve) => setTimeout(resolve));
  }
  return results;
}
