/** Batches of a run: slices at each scale, augmented, standardized. */
import {
  BatchSource,
  type LoadSample,
  paperAugmentation,
  Random,
  referenceAugmentation,
  resizeSample,
  type Sample,
  strongAugmentation,
  type Transform,
  withAugmentation,
} from '@miniseg/data';
import { passes, type TrainingSource } from '@miniseg/train';
import type { LabeledSlice } from '../../dataset/slice.js';
import { CliError } from '../../errors.js';
import { sidesOf, type TrainSettings } from '../settings/settings.js';

export type SourceSettings = Pick<TrainSettings, 'size' | 'scales' | 'augmentation' | 'batchSize' | 'seed'>;

/** Of a MiniSeg's input: the grey channel is repeated. */
const CHANNELS = 3;

/**
 * One pass over the training slices at each scale; a last batch that is not full is left out.
 *
 * @param get gives a training slice by its place in the list
 * @throws {CliError} when there are fewer slices than a batch has
 */
export function trainingSource(
  count: number,
  get: (index: number) => Promise<LabeledSlice>,
  { mean, std }: { mean: number; std: number },
  settings: SourceSettings,
): TrainingSource {
  const { batchSize, seed } = settings;
  if (count < batchSize) {
    throw new CliError(
      'invalid-argument',
      `There are ${count} training slices, and a batch has ${batchSize}. Give more slices, or --batch-size ${count} or less.`,
    );
  }
  const strong = settings.augmentation === 'strong';
  const standard = (value: number) => (value / 255 - mean) / std;
  const sources = sidesOf(settings).map((side, pass) => {
    const load: LoadSample = async ({ index }) => {
      const { width, height, grey, labels } = await get(index);
      const image = mapped(grey, strong ? (value) => value / 255 : standard);
      return resizeSample({ width, height, channels: 1, image, mask: labels }, side, side);
    };
    // The channels are repeated after the augmentation, which then has a third of the work.
    const augmented = withAugmentation(load, augmentationOf(settings, side, pass));
    return new BatchSource({
      count,
      // The strong one's noise and contrast are in units of pixels from 0 to 1.
      load: async (keys) =>
        repeatChannel(await augmented(keys), strong ? (x) => standard(255 * x) : (x) => x),
      batchSize,
      // Each pass has an order and an augmentation of its own.
      seed: Random.from(seed, 'pass', pass).bits(),
      dropLast: true,
    });
  });
  return passes(sources);
}

function augmentationOf({ augmentation, scales }: SourceSettings, side: number, pass: number): Transform {
  if (augmentation === 'paper') return paperAugmentation({ width: side, height: side });
  if (augmentation === 'reference') return referenceAugmentation({ scale: scales[pass] });
  return augmentation === 'strong' ? strongAugmentation() : (sample) => sample;
}

/** As `Float32Array.from(values, change)`, which takes ten times as long. */
function mapped(values: ArrayLike<number>, change: (value: number) => number): Float32Array {
  const result = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) result[i] = change(values[i]);
  return result;
}

function repeatChannel({ image, ...sample }: Sample, change: (value: number) => number): Sample {
  const repeated = new Float32Array(image.length * CHANNELS);
  for (let pixel = 0, at = 0; pixel < image.length; pixel++) {
    const value = change(image[pixel]);
    for (let channel = 0; channel < CHANNELS; channel++) repeated[at++] = value;
  }
  return { ...sample, channels: CHANNELS, image: repeated };
}
