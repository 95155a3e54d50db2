/** A picture sheet of a data set: what its labels mark. */

import type { Raster } from '@miniseg/formats/volume';
import { renderOverlay } from '@miniseg/formats/volume';
import { pictureSheet, type SheetOptions } from '../augment/picture-sheet.js';
import { checkOptions } from '../check-options.js';
import { checkFunction, checkList, checkSize } from '../check-values.js';
import type { DatasetItem } from '../datasets/dataset-item.js';
import { DataError } from '../errors.js';
import { Random } from '../random.js';
import { loadItem, type ReadBytes } from './load-item.js';

/** Options of `previewDataset`, and those of its sheet. */
export interface PreviewOptions extends SheetOptions {
  read: ReadBytes;
  remap?: Readonly<Record<number, number>>;
  /** Items shown, spread over a seeded random choice. Default 16. */
  count?: number;
  seed?: number;
}

/**
 * Draws items with their labels over them; of a volume the slice with the most labeled pixels (the middle one if
 * there are none).
 *
 * @throws {DataError} `empty` without items, and the errors of `loadItem`
 *
 * @example
 * await writeFile('preview.png', encodePng(await previewDataset(items, { read })));
 */
export async function previewDataset(
  items: readonly DatasetItem[],
  options: PreviewOptions,
): Promise<Raster> {
  checkList(items, 'The items', 'they are an array, such as pairFiles gives');
  const names = { read: 1, remap: 1, count: 1, seed: 1, columns: 1, tile: 1 } as const;
  const { read, remap, count = 16, seed = 0, ...sheet } = checkOptions('previewDataset', options, names);
  checkFunction(read, 'read', 'it is a function from a name to the bytes, such as readFile');
  checkSize(count, 'count');
  if (items.length === 0) throw new DataError('empty', 'preview: no items; give at least one.');
  const chosen = Random.from(seed, 'preview')
    .shuffle(items.map((_, i) => i))
    .slice(0, count)
    .sort((a, b) => a - b);
  const pictures: Raster[] = [];
  for (const i of chosen) {
    const { image, mask } = await loadItem(items[i], read, remap);
    const labels = (mask?.data ?? new Uint8Array(image.data.length)).map((label) =>
      label === 255 ? 0 : label,
    );
    const slice = fullestSlice(labels, image.shape[0]);
    pictures.push(renderOverlay(image, { data: labels, shape: image.shape }, { slice }));
  }
  return pictureSheet(pictures, sheet);
}

function fullestSlice(labels: Uint8Array, slices: number): number {
  const plane = labels.length / slices;
  let best = Math.floor(slices / 2);
  let most = 0;
  for (let slice = 0; slice < slices; slice++) {
    let count = 0;
    for (let i = slice * plane; i < (slice + 1) * plane; i++) if (labels[i] > 0) count++;
    if (count > most) {
      most = count;
      best = slice;
    }
  }
  return best;
}
