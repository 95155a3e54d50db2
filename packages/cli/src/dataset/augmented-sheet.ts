/** A picture sheet of augmentations: a row for each item, the original first. */
import {
  type DatasetItem,
  paperAugmentation,
  pictureSheet,
  Random,
  referenceAugmentation,
  type Sample,
  samplePicture,
} from '@miniseg/data';
import { itemLoader } from '@miniseg/data/files';
import type { Raster } from '@miniseg/formats';
import { readWithin } from '../files/read-within.js';

/** Each made for samples of the given size, so that what comes out has it again. */
const AUGMENTATIONS = {
  paper: ({ width, height }: Sample) => paperAugmentation({ width, height }),
  reference: () => referenceAugmentation(),
};

export type AugmentationName = keyof typeof AUGMENTATIONS;

export interface AugmentedSheetOptions {
  maxMemory?: number;
  augment: AugmentationName;
  /** Items, chosen by the seed. Default 4. */
  count?: number;
  seed: number;
  tile: number;
  remap?: Record<number, number>;
}

const DRAWS = 4;

/** @throws {DataError} for items that cannot be read or have several slices */
export async function augmentedSheet(
  items: readonly DatasetItem[],
  { augment, count = 4, seed, tile, remap, maxMemory }: AugmentedSheetOptions,
): Promise<Raster> {
  const chosen = Random.from(seed, 'preview')
    .shuffle([...items.keys()])
    .slice(0, count)
    .sort((a, b) => a - b);
  const load = itemLoader(items, { read: readWithin(maxMemory), channels: 1, remap });
  const pictures: Raster[] = [];
  for (const index of chosen) {
    const sample = await load({ index, epoch: 0, seed });
    const range = rangeOf(sample.image);
    const transform = AUGMENTATIONS[augment](sample);
    pictures.push(samplePicture(sample, range));
    for (let draw = 0; draw < DRAWS; draw++) {
      pictures.push(samplePicture(transform(sample, Random.from(seed, draw, index)), range));
    }
  }
  return pictureSheet(pictures, { columns: DRAWS + 1, tile });
}

/** One range for the whole row, so that its pictures can be compared. */
function rangeOf(image: Float32Array): [number, number] {
  const low = image.reduce((a, b) => Math.min(a, b));
  const high = image.reduce((a, b) => Math.max(a, b));
  return high > low ? [low, high] : [low, low + 1];
}
