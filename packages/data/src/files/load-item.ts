/** An item's image and labels, read by whatever supplies its bytes. */

import { readVolume } from '@miniseg/formats';
import type { Volume } from '@miniseg/formats/volume';
import { check } from '../check-options.js';
import { checkFunction } from '../check-values.js';
import type { DatasetItem } from '../datasets/dataset-item.js';
import { DataError } from '../errors.js';
import { remapLabels } from '../prepare/remap-labels.js';

/** Bytes of a file by its name: `readFile` in Node, `fetch` or a `File` in a page. */
export type ReadBytes = (name: string) => Promise<Uint8Array>;

/** An item's image and, where it has one, its mask. */
export interface LoadedItem {
  image: Volume;
  mask?: Omit<Volume, 'data'> & { data: Uint8Array };
}

/**
 * Reads the files of an item, of any format. Palette pictures are read as indices when they are masks.
 *
 * @param remap stored label to label, see `remapLabels`; for masks of 0 and 255 pass `{ 0: 0, 255: 1 }`
 * @throws {DataError} `geometry` where image and mask differ in shape, and the readers' errors
 */
export async function loadItem(
  item: DatasetItem,
  read: ReadBytes,
  remap?: Readonly<Record<number, number>>,
): Promise<LoadedItem> {
  check(typeof item?.image === 'string', 'The item', item, 'it is { id, image, mask? }');
  checkFunction(read, 'read', 'it is a function from a name to the bytes, such as readFile');
  const isMap = remap === undefined || (typeof remap === 'object' && remap !== null && !Array.isArray(remap));
  check(isMap, 'remap', remap, 'it is an object from stored labels to labels');
  const image = await readVolume(await read(item.image));
  if (!item.mask) return { image };
  const mask = await readVolume(await read(item.mask), { palette: 'indices' });
  if (mask.shape.join() !== image.shape.join()) {
    throw new DataError(
      'geometry',
      `${item.id}: the image is ${image.shape.join(' x ')} and its mask ${mask.shape.join(' x ')}; they must agree.`,
    );
  }
  return { image, mask: { ...mask, data: remapLabels(mask.data, remap ?? {}, remap ? 'error' : 'keep') } };
}
