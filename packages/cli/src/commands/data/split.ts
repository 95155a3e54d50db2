/** `miniseg data split`: which items to train on and which to validate. */
import { type DatasetItem, holdOutSplit, kFoldSplits } from '@miniseg/data';
import { checkDataset } from '@miniseg/data/files';
import { readBytes, writeFileAtomic } from '@miniseg/formats/node';
import { collectItems } from '../../dataset/collect-items.js';
import { readGroups } from '../../dataset/read-groups.js';
import { encodeSplits, type NamedSplit, readSplitFile } from '../../dataset/split-file.js';
import { CliError } from '../../errors.js';
import { checkItemTargets } from '../../overwrite/check-item-targets.js';
import { startProgress } from '../../progress/progress.js';
import { nameSome } from '../../text/name-some.js';

export interface SplitCommandOptions {
  out: string;
  list?: string;
  /** Share of the items in validation. */
  test?: number;
  folds?: number;
  /** File of published folds. */
  published?: string;
  seed: number;
  stratify: boolean;
  groups?: string;
  remap?: Record<number, number>;
  overwrite: boolean;
}

/** @throws CliError or DataError before anything is written */
export async function splitCommand(
  images: string | undefined,
  masks: string | undefined,
  options: SplitCommandOptions,
): Promise<void> {
  const { out, list, published, groups, overwrite } = options;
  const collected = await collectItems({ images, masks, list });
  const items = groups === undefined ? collected.items : await readGroups(groups, collected.items);
  await checkItemTargets([out], items, { overwrite, others: [list, published, groups] });
  const splits = published === undefined ? await deal(items, options) : await readSplitFile(published, items);
  await writeFileAtomic(out, encodeSplits(splits, describe(options)));

  const lines = splits.map(
    ({ name, training, validation }) =>
      `${name}: ${training.length} training, ${validation.length} validation`,
  );
  const used = new Set(splits.flatMap(({ training, validation }) => [...training, ...validation]));
  const unused = items.filter((item) => !used.has(item)).map(({ id }) => id);
  if (unused.length > 0) lines.push(`in no list: ${nameSome(unused)}`);
  process.stdout.write(`${lines.join('\n')}\nWrote ${out}.\n`);
}

async function deal(
  items: readonly DatasetItem[],
  { test = 0.4, folds, seed, stratify, remap }: SplitCommandOptions,
): Promise<NamedSplit[]> {
  const shares = stratify ? await lesionShares(items, remap) : undefined;
  const shareOf = shares && ((item: DatasetItem) => shares.get(item.id) as number);
  if (folds !== undefined) {
    return kFoldSplits(items, { folds, seed, shareOf }).map((fold, n) => ({ name: `fold${n + 1}`, ...fold }));
  }
  return [{ name: 'hold-out', ...holdOutSplit(items, { trainingShare: 1 - test, seed, shareOf }) }];
}

/** Needs every mask, and so a data set without faults. */
async function lesionShares(
  items: readonly DatasetItem[],
  remap: Record<number, number> | undefined,
): Promise<Map<string, number>> {
  const progress = startProgress(items.length);
  const report = await checkDataset(items, {
    read: readBytes,
    remap,
    onProgress: (done) => progress.step(items[done - 1].id),
  }).finally(() => progress.stop());
  const shares = new Map(
    report.items.flatMap(({ id, lesionShare }) => (lesionShare === undefined ? [] : [[id, lesionShare]])),
  );
  const without = items.filter(({ id }) => !shares.has(id)).map(({ id }) => id);
  if (without.length > 0) {
    throw new CliError(
      'input',
      `--stratify needs the mask of every item, and ${without.length} have none that can be used: ${nameSome(without)}. ` +
        "'miniseg data check' says why.",
    );
  }
  return shares;
}

function describe({ test = 0.4, folds, published, seed, stratify, groups }: SplitCommandOptions): object {
  if (published !== undefined) return { published: true };
  const size = folds === undefined ? { test } : { folds };
  return { ...size, seed, stratify, groups: groups !== undefined };
}
