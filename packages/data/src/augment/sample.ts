/** What is augmented and batched: a picture and, where there is one, its label map. */
import { check } from '../check-options.js';
import { DataError } from '../errors.js';
import type { Random } from '../random.js';

/** A picture with its label map, as augmentation and batches pass it on. */
export interface Sample {
  width: number;
  height: number;
  channels: number;
  /** Row by row, channels interleaved (HWC); any intensity scale. */
  image: Float32Array;
  /** One label per pixel; 255 is ignored by losses and metrics. */
  mask?: Uint8Array;
}

/** A step of augmentation: draws what it needs from `random`, treats image and mask alike, returns a new sample. */
export type Transform = (sample: Sample, random: Random) => Sample;

/** @throws {DataError} `geometry` where the arrays do not fit width, height and channels */
export function checkSample(sample: Sample): void {
  checkSampleParts(sample);
  const { width, height, channels, image, mask } = sample;
  const pixels = width * height;
  if (image.length !== pixels * channels || (mask && mask.length !== pixels)) {
    throw new DataError(
      'geometry',
      `sample: ${width} x ${height} x ${channels} with ${image.length} image values` +
        `${mask ? ` and ${mask.length} labels` : ''}; give ${pixels * channels} values and ${pixels} labels.`,
    );
  }
}

/** @throws {DataError} `invalid-argument` unless it has the parts of a sample, which need not fit each other */
export function checkSampleParts(sample: Sample): void {
  const isSample = typeof sample === 'object' && sample && ArrayBuffer.isView(sample.image);
  check(isSample, 'The sample', sample, 'it is { width, height, channels, image, mask? }');
}
