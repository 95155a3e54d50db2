/** The names that an item of a data set goes by in split files and lists of groups. */
import path from 'node:path';
import type { DatasetItem } from '@miniseg/data';
import { lastNumber } from '../pairing/last-number.js';

/**
 * Each item by its id, its image's file name, and the last number in its id as written ('0003' for tr_im_0003, as the
 * published CT100 folds call it). Names that would fit two items are left out.
 */
export function itemAliases(items: readonly DatasetItem[]): Map<string, DatasetItem> {
  const found = new Map<string, DatasetItem>();
  const ambiguous = new Set<string>();
  for (const item of items) {
    const names = new Set([path.basename(item.image), lastNumber(item.id)]);
    for (const name of names) {
      if (name === undefined) continue;
      if (found.has(name)) ambiguous.add(name);
      found.set(name, item);
    }
  }
  for (const name of ambiguous) found.delete(name);
  // An id is unique, and goes before what other items are called besides.
  for (const item of items) found.set(item.id, item);
  return found;
}
