/** From items of a data set to samples: read, resize, standardize, repeat the grey channel. */

import type { Sample } from '../augment/sample.js';
import { resizeSample } from '../augment/warp.js';
import type { LoadSample } from '../batch/sample-keys.js';
import { checkOptions } from '../check-options.js';
import { checkFunction, checkList, checkSize } from '../check-values.js';
import type { DatasetItem } from '../datasets/dataset-item.js';
import { DataError } from '../errors.js';
import { standardize } from '../prepare/intensity.js';
import { loadItem, type ReadBytes } from './load-item.js';

/** Options of `itemLoader`. */
export interface ItemLoaderOptions {
  read: ReadBytes;
  /** Input of the network: `(value * scale - mean) / std`. Default: scale 1/255, mean 0, std 1. */
  normalize?: { mean: number; std: number; scale?: number };
  /** Copies of the grey channel. Default 3. */
  channels?: number;
  /** Width and height to resize to. Default: as stored. */
  size?: readonly [width: number, height: number];
  /** Stored label to label. */
  remap?: Readonly<Record<number, number>>;
}

/**
 * Loads items that are single slices, for `BatchSource`.
 *
 * @throws {DataError} `geometry` for an item of several slices
 *
 * @example
 * const load = itemLoader(training, { read, normalize: { mean, std }, size: [512, 512] });
 * const source = new BatchSource({ count: training.length, load });
 */
export function itemLoader(items: readonly DatasetItem[], options: ItemLoaderOptions): LoadSample {
  checkList(items, 'The items', 'they are an array, such as pairFiles gives');
  const names = { read: 1, normalize: 1, channels: 1, size: 1, remap: 1 } as const;
  const { read, channels = 3, size, remap, normalize } = checkOptions('itemLoader', options, names);
  checkFunction(read, 'read', 'it is a function from a name to the bytes, such as readFile');
  checkSize(channels, 'channels');
  if (size !== undefined) checkList(size, 'size', 'it is [width, height] in pixels');
  if (normalize !== undefined)
    checkOptions('normalize of itemLoader', normalize, { mean: 1, std: 1, scale: 1 });
  return async ({ index }) => {
    const item = items[index];
    const { image, mask } = await loadItem(item, read, remap);
    const [slices, height, width] = image.shape;
    if (slices !== 1) {
      throw new DataError(
        'geometry',
        `${item.id}: ${slices} slices; cut them with extractSlice and load those.`,
      );
    }
    const grey = standardize(image.data, { mean: 0, std: 1, scale: 1 / 255, ...normalize });
    const sample: Sample = { width, height, channels: 1, image: grey, ...(mask ? { mask: mask.data } : {}) };
    const sized = size ? resizeSample(sample, size[0], size[1]) : sample;
    return repeatChannel(sized, channels);
  };
}

function repeatChannel(sample: Sample, channels: number): Sample {
  if (channels === 1) return sample;
  const image = new Float32Array(sample.image.length * channels);
  for (let i = 0, at = 0; i < sample.image.length; i++) {
    for (let c = 0; c < channels; c++) image[at++] = sample.image[i];
  }
  return { ...sample, channels, image };
}
