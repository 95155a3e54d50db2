/** Marks the items of a data set with the split they are in, so that a check can find leakage. */
import type { DatasetItem } from '@miniseg/data';
import type { NamedSplit } from './split-file.js';

/**
 * With one split, 'training' or 'validation'. With several, the fold that validates the item, as two items of different
 * folds are on different sides in both; 'training' where none does. Items in no split are not marked.
 */
export function assignSplits(items: readonly DatasetItem[], splits: readonly NamedSplit[]): DatasetItem[] {
  const marks = new Map<DatasetItem, string>();
  for (const { training } of splits) for (const item of training) marks.set(item, 'training');
  for (const { name, validation } of splits) {
    for (const item of validation) marks.set(item, splits.length === 1 ? 'validation' : name);
  }
  return items.map((item) => {
    const { split: _, ...rest } = item;
    const mark = marks.get(item);
    return mark === undefined ? rest : { ...rest, split: mark };
  });
}
