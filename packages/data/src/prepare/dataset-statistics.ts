/** Mean, deviation and class pixels of a training set, in one pass that holds one image at a time. */

import type { PixelArray } from '@miniseg/formats/volume';
import { checkNumber, checkPixels } from '../check-values.js';
import { DataError } from '../errors.js';
import { meanAndDeviation } from './intensity.js';

/** What `DatasetStatistics` counted, in units of the scaled pixel values. */
export interface StatisticsResult {
  images: number;
  /** Mean over the images of each image's mean; what the reference normalizes by. */
  mean: number;
  /** Mean over the images of each image's standard deviation. */
  std: number;
  /** Mean and deviation over all pixels of all images, for comparison. */
  pixelMean: number;
  pixelStd: number;
  /** Pixels per label, labels 0 to the largest seen; 255 (ignore) is counted in `ignored`. */
  classPixels: number[];
  /** `classPixels` divided by their sum; empty without masks. */
  classShares: number[];
  ignored: number;
}

/**
 * Collects the statistics that the reference trains with: per image mean and deviation of `pixel * scale`, averaged
 * over the images, and the share of each class.
 *
 * @example
 * const statistics = new DatasetStatistics();
 * for (const { image, mask } of training) statistics.add(image, mask);
 * const { mean, std, classShares } = statistics.result();
 */
export class DatasetStatistics {
  private images = 0;
  private means = 0;
  private deviations = 0;
  private pixels = 0;
  private pixelMean = 0;
  private pixelSquares = 0;
  private readonly classes = new Array<number>(256).fill(0);

  /** `scale` multiplies every pixel first: 1/255 (default) for 8-bit pictures, 1 for values used as they are. */
  constructor(private readonly scale = 1 / 255) {
    checkNumber(scale, 'scale');
  }

  /**
   * Counts an image and, where it has one, its mask. Pixels that are NaN or infinite count nowhere.
   *
   * @throws {DataError} `empty` for an image without a pixel that is a finite number
   */
  add(image: PixelArray, mask?: Uint8Array): void {
    checkPixels(image, 'The image');
    if (mask !== undefined) checkPixels(mask, 'The mask');
    if (image.length === 0) {
      throw new DataError('empty', 'statistics: the image has no pixels; leave it out of the list.');
    }
    const raw = meanAndDeviation(image);
    const { count } = raw;
    if (count === 0) {
      throw new DataError(
        'empty',
        `statistics: none of ${image.length} pixels is a finite number; leave the image out of the list.`,
      );
    }
    const mean = raw.mean * this.scale;
    const std = raw.std * this.scale;
    this.images++;
    this.means += mean;
    this.deviations += std;
    // Chan's update joins the image's moments to those before.
    const total = this.pixels + count;
    const delta = mean - this.pixelMean;
    this.pixelSquares += std * std * count + (delta * delta * this.pixels * count) / total;
    this.pixelMean += (delta * count) / total;
    this.pixels = total;
    if (mask) for (const label of mask) this.classes[label]++;
  }

  result(): StatisticsResult {
    if (this.images === 0) {
      throw new DataError('empty', 'statistics: no image was added; add at least one before asking.');
    }
    const last = this.classes.findLastIndex((count, label) => count > 0 && label < 255);
    const classPixels = this.classes.slice(0, last + 1);
    const total = classPixels.reduce((sum, count) => sum + count, 0);
    return {
      images: this.images,
      mean: this.means / this.images,
      std: this.deviations / this.images,
      pixelMean: this.pixelMean,
      pixelStd: Math.sqrt(this.pixelSquares / this.pixels),
      classPixels,
      classShares: classPixels.map((count) => count / total),
      ignored: this.classes[255],
    };
  }
}
