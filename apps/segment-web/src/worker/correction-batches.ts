/** Corrected slices as training data: crops at random places, mirrored now and then. */
import { BatchSource, compose, randomCrop, randomFlip, resizeSample, type Sample } from '@miniseg/data';
import type { CorrectedSlice, Normalization } from '../shared/types.js';

const CROP = 256;
const BATCH = 4;

/** Each epoch shows every slice in as many crops as make a whole number of batches. */
export function correctionBatches(
  slices: readonly CorrectedSlice[],
  { normalization, channels }: { normalization: Normalization; channels: number },
): BatchSource {
  const samples = slices.map((one) => sampleOf(one, normalization, channels));
  const count = BATCH * Math.ceil(samples.length / BATCH) * (samples.length < BATCH ? 2 : 1);
  return new BatchSource({
    count,
    load: ({ index }) => samples[index % samples.length],
    batchSize: BATCH,
    augment: compose([randomFlip(), randomCrop({ width: CROP, height: CROP })]),
    prefetch: 0,
  });
}

export function countLabels(slices: readonly CorrectedSlice[], classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const { mask } of slices) for (const label of mask) counts[label]++;
  return counts;
}

function sampleOf({ slice, mask }: CorrectedSlice, { mean, std }: Normalization, channels: number): Sample {
  const { data, width, height, white, inputSize } = slice;
  const image = new Float32Array(width * height * channels);
  for (let index = 0; index < image.length; index++) {
    image[index] = (data[Math.floor(index / channels)] / white - mean) / std;
  }
  const sample: Sample = { width, height, channels, image, mask };
  if (inputSize === undefined) return sample;
  const [rows, columns] = typeof inputSize === 'number' ? [inputSize, inputSize] : inputSize;
  return resizeSample(sample, columns, rows);
}
