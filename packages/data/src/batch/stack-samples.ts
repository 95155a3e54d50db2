/** Samples of one size, one behind the other: the memory layout of an NHWC tensor. */

import { checkSample, checkSampleParts, type Sample } from '../augment/sample.js';
import { checkList } from '../check-values.js';
import { DataError } from '../errors.js';

/** Samples of one size, one after the other in memory. */
export interface StackedSamples {
  /** [samples, height, width, channels]. */
  shape: [number, number, number, number];
  images: Float32Array;
  /** [samples, height, width]; absent where the samples have no masks. */
  masks?: Uint8Array;
}

/** @throws {DataError} `geometry` where sizes differ or only some samples have a mask, `empty` without samples */
export function stackSamples(samples: readonly Sample[]): StackedSamples {
  checkList(samples, 'The samples', 'they are an array');
  samples.forEach(checkSampleParts);
  if (samples.length === 0) throw new DataError('empty', 'batch: no samples; give at least one.');
  const [{ width, height, channels, mask: firstMask }] = samples;
  const pixels = width * height;
  const images = new Float32Array(samples.length * pixels * channels);
  const masks = firstMask ? new Uint8Array(samples.length * pixels) : undefined;
  samples.forEach((sample, n) => {
    checkSample(sample);
    const { image, mask } = sample;
    if (sample.width !== width || sample.height !== height || sample.channels !== channels) {
      throw new DataError(
        'geometry',
        `batch: sample ${n} is ${sample.width} x ${sample.height} x ${sample.channels}, the first ${width} x ${height} x ` +
          `${channels}; end the augmentation with a crop or resize to one size.`,
      );
    }
    if ((mask === undefined) !== (masks === undefined)) {
      throw new DataError(
        'geometry',
        `batch: sample ${n} and the first differ in having a mask; give all or none.`,
      );
    }
    images.set(image, n * pixels * channels);
    if (mask) masks?.set(mask, n * pixels);
  });
  return { shape: [samples.length, height, width, channels], images, ...(masks ? { masks } : {}) };
}
