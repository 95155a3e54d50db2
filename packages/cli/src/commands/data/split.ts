/** `miniseg data split`: which items to train on and which to validate. */

import { type DatasetItem, holdOutSplit, kFoldSplits } from '@miniseg/data';
import { checkDataset } from '@miniseg/data/files';
import { writeFileAtomic } from '@miniseg/formats/node';
import { type Command, Option } from 'commander';
import { collectItems, filesOf } from '../../dataset/collect-items.js';
import { DATASET_HELP, datasetCommand } from '../../dataset/dataset-command.js';
import { describeLeftOut, failForLeftOut, leaveOutVacant } from '../../dataset/left-out.js';
import { readGroups } from '../../dataset/read-groups.js';
import { encodeSplits, type NamedSplit, readSplitFile } from '../../dataset/split-file.js';
import { CliError } from '../../errors.js';
import { readWithin } from '../../files/read-within.js';
import { givenIn, refuseIdle } from '../../options/effect.js';
import { MOST } from '../../options/limits.js';
import { parseShare, parseWhole } from '../../options/numbers.js';
import { overwriteOption, seedOption } from '../../options/shared.js';
import { prepareTargets } from '../../overwrite/refuse-overwriting.js';
import { startProgress } from '../../progress/progress.js';
import { say } from '../../progress/screen.js';
import { nameSome } from '../../text/name-some.js';
import { printLines } from '../../text/output.js';

interface SplitCommandOptions {
  maxMemory?: number;
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

export function addSplitCommand(data: Command): void {
  datasetCommand(data, 'split', 'say which items to train on and which to validate')
    .requiredOption('--out <split.json>', 'file for the lists')
    .addOption(
      new Option('--test <share>', 'hold out this share; default: 0.4, the 60/40 of the paper')
        .argParser(parseShare)
        .conflicts(['folds', 'published']),
    )
    .addOption(
      new Option('--folds <n>', 'cross-validation: each item is validated once')
        .argParser(parseWhole(2, MOST.folds))
        .conflicts('published'),
    )
    .addOption(
      new Option('--published <folds.json>', 'the folds that somebody published').conflicts([
        'seed',
        'stratify',
        'groups',
      ]),
    )
    .addOption(seedOption().default(0))
    .option('--stratify', 'small and large lesions in equal parts; reads every mask', false)
    .option('--groups <file>', 'CSV with the columns id,group: patients are kept in one part')
    .addOption(overwriteOption())
    .addHelpText(
      'after',
      `${DATASET_HELP}

The written file:
  {"options": {"folds": 5, "seed": 0, ...},
   "splits": [{"name": "fold1", "training": ["tr_im_0001", ...], "validation": ["tr_im_0000", ...]}, ...]}
One split named "hold-out", or one for each fold. --split of 'data check' and 'data stats' reads it.

Published folds: {"val": {"fold1": ["0000", ...], ...}}, the validation list of each fold; training is the other folds.
Ids are those of the items, or the last number in them as written. Items in no list (CT100's 0048) stay out.

Examples:
  $ miniseg data split images/ masks/ --folds 5 --stratify --groups patients.csv --out split.json
  $ miniseg data split images/ masks/ --published folds.json --out ct100.json`,
    )
    .action(splitCommand);
}

/** @throws {CliError} or DataError before anything is written */
async function splitCommand(
  images: string | undefined,
  masks: string | undefined,
  options: SplitCommandOptions,
  command: Command,
): Promise<void> {
  const { out, list, published, groups, overwrite } = options;
  refuseIdle(givenIn(command), [
    { of: ['remap'], idle: !options.stratify, says: 'is for reading masks, which --stratify alone does' },
  ]);
  const collected = await collectItems({ images, masks, list });
  const all = groups === undefined ? collected.items : await readGroups(groups, collected.items);
  const { items, leftOut } = await leaveOutVacant(all);
  for (const line of describeLeftOut(leftOut, collected.ignored)) say(line);
  await prepareTargets([out], { overwrite, inputs: [list, published, groups, ...filesOf(items)] });
  const splits =
    published === undefined
      ? await deal(items, options)
      : keepOnly(items, await readSplitFile(published, all));
  await writeFileAtomic(out, encodeSplits(splits, describe(options)));

  const lines = splits.map(
    ({ name, training, validation }) =>
      `${name}: ${training.length} training, ${validation.length} validation`,
  );
  const used = new Set(splits.flatMap(({ training, validation }) => [...training, ...validation]));
  const unused = items.filter((item) => !used.has(item)).map(({ id }) => id);
  if (unused.length > 0) lines.push(`in no list: ${nameSome(unused)}`);
  printLines([...lines, `Wrote ${out}.`]);
  failForLeftOut(leftOut, all.length);
}

function keepOnly(items: readonly DatasetItem[], splits: readonly NamedSplit[]): NamedSplit[] {
  const kept = (list: readonly DatasetItem[]) => list.filter((item) => items.includes(item));
  return splits.map(({ name, training, validation }) => ({
    name,
    training: kept(training),
    validation: kept(validation),
  }));
}

async function deal(
  items: readonly DatasetItem[],
  { test = 0.4, folds, seed, stratify, remap, maxMemory }: SplitCommandOptions,
): Promise<NamedSplit[]> {
  const shares = stratify ? await lesionShares(items, { remap, maxMemory }) : undefined;
  const shareOf = shares && ((item: DatasetItem) => shares.get(item.id) as number);
  if (folds !== undefined) {
    return kFoldSplits(items, { folds, seed, shareOf }).map((fold, n) => ({ name: `fold${n + 1}`, ...fold }));
  }
  return [{ name: 'hold-out', ...holdOutSplit(items, { trainingShare: 1 - test, seed, shareOf }) }];
}

/** Needs every mask, and so a data set without faults. */
async function lesionShares(
  items: readonly DatasetItem[],
  { remap, maxMemory }: Pick<SplitCommandOptions, 'remap' | 'maxMemory'>,
): Promise<Map<string, number>> {
  const progress = startProgress(items.length);
  const report = await checkDataset(items, {
    read: readWithin(maxMemory),
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
