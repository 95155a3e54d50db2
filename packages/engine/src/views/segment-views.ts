/** Several networks, or several views of a slice, as one result. */
import { check, checkOptions } from '../check-options.js';
import { type Refuse, refuse } from '../errors.js';
import { checkImage, type ImageLike, type PixelImage, readPixels } from '../image.js';
import { networkSize } from '../network-size.js';
import type { Segmentation, SegmentOptions } from '../segment-options.js';
import { AverageRuns } from './average-runs.js';
import { FLIPS, flipPixels } from './flip-pixels.js';

/**
 * Which variants of a slice a network sees besides the slice itself:
 *
 * - `'flips'`: its four mirror images, 4 runs
 * - `'multiscale'`: those at 0.75, 1 and 1.25 times the network's size, 12 runs (about 12.5 times the work)
 */
export type TestTimeAugmentation = 'flips' | 'multiscale';

/** One network on one slice, with its probabilities. */
export type RunView = (
  image: PixelImage,
  options: Omit<SegmentOptions, 'probabilities'> & { signal?: AbortSignal },
) => Promise<Segmentation>;

/** Options of `segmentViews`. */
export interface ViewOptions extends SegmentOptions {
  /** Default: each network sees the slice once, as it is. */
  tta?: TestTimeAugmentation;
  signal?: AbortSignal;
  /** Whether all runs are started at once, as a pool of workers takes them side by side. Default false. */
  together?: boolean;
}

const VIEW_OPTIONS = {
  tta: 1,
  together: 1,
  signal: 1,
  normalization: 1,
  inputSize: 1,
  probabilities: 1,
} as const;

const SCALES: Record<TestTimeAugmentation, readonly number[]> = { flips: [1], multiscale: [0.75, 1, 1.25] };

/**
 * Runs of each network on a slice.
 *
 * @throws {EngineError} `invalid-argument` for a name that is no way to look at a slice
 */
export function ttaRuns(tta?: TestTimeAugmentation): number {
  checkTta(tta);
  return tta ? SCALES[tta].length * FLIPS.length : 1;
}

/** @throws {EngineError} `invalid-argument` for a name that is no way to look at a slice */
export function checkTta(tta: unknown, error: Refuse = refuse): void {
  if (tta === undefined || (typeof tta === 'string' && Object.hasOwn(SCALES, tta))) return;
  throw error('invalid-argument', `tta is '${String(tta)}'; it must be 'flips' or 'multiscale'.`);
}

/**
 * The softmax probabilities of all runs, turned back to how the slice lies, are averaged, and the most probable class of
 * the mean is the mask.
 *
 * @param networks each gives probabilities for a slice, [height, width, classes]
 * @throws {EngineError} `invalid-argument` for networks whose classes differ in number; else what a run throws
 */
export async function segmentViews(
  networks: readonly RunView[],
  given: ImageLike,
  options: ViewOptions,
  error: Refuse = refuse,
): Promise<Segmentation> {
  const areNetworks = Array.isArray(networks) && networks.every((network) => typeof network === 'function');
  check(areNetworks && networks.length > 0, 'The networks', networks, 'they are a list of functions');
  checkOptions('segmentViews', options, VIEW_OPTIONS);
  const { tta, together = false, probabilities: keep = true, inputSize, ...shared } = options;
  checkTta(tta, error);
  const scales = tta ? SCALES[tta] : [1];
  const flips = tta ? FLIPS : FLIPS.slice(0, 1);
  const { channels: _, ...image } = checkImage(await readPixels(given, error), error);
  const own = networkSize(image, inputSize, error);
  const views = flips.map((flip) => ({
    flip,
    data: flipPixels(image.data, new Float64Array(image.data.length), image, flip),
  }));
  const runs = networks.flatMap((network) =>
    scales.flatMap((scale) => views.map((view) => ({ network, scale, ...view }))),
  );
  const start = ({ network, scale, data }: (typeof runs)[number]) => {
    shared.signal?.throwIfAborted();
    const size = [Math.round(scale * own.height), Math.round(scale * own.width)] as const;
    return network({ ...image, data }, { ...shared, inputSize: scale === 1 ? inputSize : size });
  };
  // Added up in their order, so that sums do not depend on who is first.
  const results = together ? runs.map(start) : [];
  for (const promise of results) promise.catch(() => undefined);
  const average = new AverageRuns();
  let classes: number | undefined;
  for (const [index, run] of runs.entries()) {
    const result = await (results[index] ?? start(run));
    classes ??= result.classes;
    if (result.classes !== classes) {
      throw error(
        'invalid-argument',
        `The networks of the ensemble have ${classes} and ${result.classes} classes; they must agree.`,
      );
    }
    const { probabilities } = result as Required<Segmentation>;
    average.add(result, flipPixels(probabilities, new Float32Array(probabilities.length), image, run.flip));
  }
  return average.result(keep);
}
