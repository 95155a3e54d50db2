/** Training and validation sets: seeded, balanced by lesion share, patients kept whole. */
import { check, checkOptions } from '../check-options.js';
import { checkFunction, checkList } from '../check-values.js';
import { DataError } from '../errors.js';
import { Random } from '../random.js';
import type { DatasetItem } from './dataset-item.js';

/** The items of a training set and of a validation set. */
export interface Split<T> {
  training: T[];
  validation: T[];
}

/** Options that both kinds of splits share. */
export interface SplitOptions<T> {
  /** Default 0. */
  seed?: number;
  /** Share of infected pixels of an item: the parts then hold small and large lesions alike. */
  shareOf?: (item: T) => number;
}

type Grouped = Pick<DatasetItem, 'id' | 'group'>;

/**
 * One split; `trainingShare` of the items (default 0.6, the paper's 60/40) go to training. Items of one group stay
 * together, so with groups the share is met as nearly as they allow. Items keep their order.
 *
 * @throws {DataError} `invalid-argument` for a share outside (0, 1) or fewer than two groups
 *
 * @example
 * holdOutSplit(items, { seed: 1, shareOf: (item) => shares[item.id] });
 */
export function holdOutSplit<T extends Grouped>(
  items: readonly T[],
  options: SplitOptions<T> & { trainingShare?: number } = {},
): Split<T> {
  const names = { seed: 1, shareOf: 1, trainingShare: 1 } as const;
  const { trainingShare = 0.6 } = checkOptions('holdOutSplit', options, names);
  if (!(trainingShare > 0 && trainingShare < 1)) {
    throw new DataError(
      'invalid-argument',
      `split: trainingShare is ${trainingShare}; give a number between 0 and 1.`,
    );
  }
  const parts = deal(items, [trainingShare, 1 - trainingShare], options);
  return takeOut(items, parts, 1);
}

/**
 * k splits; each item is validated exactly once.
 *
 * @throws {DataError} `invalid-argument` for fewer groups than folds, or fewer than two folds
 */
export function kFoldSplits<T extends Grouped>(
  items: readonly T[],
  options: SplitOptions<T> & { folds?: number } = {},
): Split<T>[] {
  const { folds = 5 } = checkOptions('kFoldSplits', options, { seed: 1, shareOf: 1, folds: 1 });
  if (!Number.isInteger(folds) || folds < 2) {
    throw new DataError('invalid-argument', `split: folds is ${folds}; give an integer of at least 2.`);
  }
  const parts = deal(items, new Array<number>(folds).fill(1 / folds), options);
  return Array.from({ length: folds }, (_, fold) => takeOut(items, parts, fold));
}

function takeOut<T>(items: readonly T[], parts: readonly number[], part: number): Split<T> {
  return {
    training: items.filter((_, i) => parts[i] !== part),
    validation: items.filter((_, i) => parts[i] === part),
  };
}

/** The part of each item. Groups are sorted by lesion share, shuffled within strata, and dealt by largest need. */
function deal<T extends Grouped>(
  items: readonly T[],
  weights: readonly number[],
  options: SplitOptions<T>,
): number[] {
  const { seed = 0, shareOf } = options;
  checkList(items, 'The items', 'they are an array, such as pairFiles gives');
  check(Number.isSafeInteger(seed), 'seed', seed, 'it is a whole number');
  if (shareOf !== undefined) checkFunction(shareOf, 'shareOf', 'it is a function from an item to a share');
  const groups = new Map<string, number[]>();
  items.forEach((item, i) => {
    const key = item.group === undefined ? `item ${item.id}` : `group ${item.group}`;
    const members = groups.get(key);
    if (members) members.push(i);
    else groups.set(key, [i]);
  });
  if (groups.size < weights.length) {
    throw new DataError(
      'invalid-argument',
      `split: ${items.length} items in ${groups.size} groups for ${weights.length} parts; every part needs a group.`,
    );
  }
  const random = Random.from(seed, 'split');
  const units = random.shuffle([...groups.values()]);
  if (shareOf) {
    const shares = new Map(
      units.map((unit) => [unit, unit.reduce((sum, i) => sum + shareOf(items[i]), 0) / unit.length]),
    );
    units.sort((a, b) => shares.get(a)! - shares.get(b)!);
  }
  const parts = new Array<number>(items.length);
  const sizes = weights.map(() => 0);
  let dealt = 0;
  const stratum = 2 * weights.length;
  for (let start = 0; start < units.length; start += stratum) {
    for (const unit of random.shuffle(units.slice(start, start + stratum))) {
      dealt += unit.length;
      const need = weights.map((weight, part) => weight * dealt - sizes[part]);
      const most = Math.max(...need);
      const part = random.pick(need.flatMap((value, n) => (value > most - 1e-9 ? [n] : [])));
      sizes[part] += unit.length;
      for (const i of unit) parts[i] = part;
    }
  }
  return fillEmpty(parts, sizes, units);
}

/** With few, unequal groups a part can go without: it gets the smallest group of the fullest part. */
function fillEmpty(parts: number[], sizes: number[], units: readonly number[][]): number[] {
  for (let empty = sizes.indexOf(0); empty !== -1; empty = sizes.indexOf(0)) {
    const groupsOf = (part: number) => units.filter((unit) => parts[unit[0]] === part);
    const donor = sizes
      .map((_, part) => part)
      .filter((part) => groupsOf(part).length > 1)
      .reduce((best, part) => (sizes[part] > sizes[best] || groupsOf(best).length < 2 ? part : best));
    const moved = groupsOf(donor).reduce((best, unit) => (unit.length < best.length ? unit : best));
    for (const i of moved) parts[i] = empty;
    sizes[donor] -= moved.length;
    sizes[empty] += moved.length;
  }
  return parts;
}
