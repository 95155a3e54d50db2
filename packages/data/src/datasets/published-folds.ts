/** Splits that somebody published, by the ids of their validation lists. */
import { checkList } from '../check-values.js';
import { DataError } from '../errors.js';
import type { DatasetItem } from './dataset-item.js';
import type { Split } from './splits.js';

/**
 * Reads folds given as `{"val": {"fold1": ["0000", ...], ...}}` (or the inner object alone). The training list of a
 * fold is made of the other folds; items in no fold (CT100's 0048) are in no list.
 *
 * @throws {DataError} `corrupt` for another structure or an id in two folds, `invalid-argument` for ids without item
 *
 * @example
 * publishedFolds(items, JSON.parse(text))[0].training.length; // 79 for CT100
 */
export function publishedFolds<T extends DatasetItem>(items: readonly T[], folds: unknown): Split<T>[] {
  checkList(items, 'The items', 'they are an array, such as pairFiles gives');
  const lists = validationLists(folds);
  const byId = new Map(items.map((item) => [item.id, item]));
  const all = lists.flat();
  const twice = all.find((id, i) => all.indexOf(id) !== i);
  if (twice !== undefined) {
    throw new DataError('corrupt', `folds: '${twice}' is validated twice; each id belongs to one fold.`);
  }
  const missing = all.filter((id) => !byId.has(id));
  if (missing.length > 0) {
    throw new DataError(
      'invalid-argument',
      `folds: ${missing.length} ids have no item (${missing.slice(0, 5).join(', ')}); check the data set and its ids.`,
    );
  }
  const resolve = (ids: readonly string[]) => ids.map((id) => byId.get(id)!);
  return lists.map((validation, fold) => ({
    training: resolve(lists.filter((_, other) => other !== fold).flat()),
    validation: resolve(validation),
  }));
}

function validationLists(folds: unknown): string[][] {
  const outer = folds as { val?: unknown } | null;
  const lists = Object.values((typeof outer === 'object' && outer?.val) || folds || {});
  const isList = (list: unknown) => Array.isArray(list) && list.every((id) => typeof id === 'string');
  if (lists.length < 2 || !lists.every(isList)) {
    throw new DataError(
      'corrupt',
      `folds: give {"val": {"fold1": ["id", ...], "fold2": [...]}}, at least two folds.`,
    );
  }
  return lists as string[][];
}
