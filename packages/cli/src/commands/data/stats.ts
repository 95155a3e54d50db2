/** `miniseg data stats`: what training needs to know of a data set in numbers. */

import { type DatasetItem, DatasetStatistics, type StatisticsResult } from '@miniseg/data';
import { loadItem } from '@miniseg/data/files';
import { inverseLogFrequency } from '@miniseg/losses';
import type { Command } from 'commander';
import { collectItems } from '../../dataset/collect-items.js';
import { DATASET_HELP, datasetCommand, remapNeedsMasks } from '../../dataset/dataset-command.js';
import { describeLeftOut, failForLeftOut, leaveOutVacant } from '../../dataset/left-out.js';
import { readSplitFile } from '../../dataset/split-file.js';
import { type Grey, toGrey } from '../../dataset/to-grey.js';
import { CliError } from '../../errors.js';
import { isInputError } from '../../files/is-input-error.js';
import { readWithin } from '../../files/read-within.js';
import { givenIn, refuseIdle } from '../../options/effect.js';
import { rangeOption, windowOption } from '../../options/grey-values.js';
import { MOST } from '../../options/limits.js';
import { parseWhole } from '../../options/numbers.js';
import { startProgress } from '../../progress/progress.js';
import { say } from '../../progress/screen.js';
import { printJson, printLines } from '../../text/output.js';
import type { GreyScaleOptions } from '../../volumes/grey-scale.js';

interface StatsCommandOptions extends GreyScaleOptions {
  list?: string;
  split?: string;
  /** From 1. */
  fold?: number;
  remap?: Record<number, number>;
  maxMemory?: number;
  json: boolean;
}

export function addStatsCommand(data: Command): void {
  datasetCommand(data, 'stats', 'mean and standard deviation, pixels and weight of each class')
    .option('--split <file>', 'file of splits (or published folds): measure a training list only')
    .option('--fold <n>', 'which split of that file, from 1', parseWhole(1, MOST.folds))
    .addOption(windowOption())
    .addOption(rangeOption())
    .option('--json', 'as JSON', false)
    .addHelpText(
      'after',
      `${DATASET_HELP}

Mean and standard deviation are those of each image, averaged, in units of pixel / 255, as segment --mean --std takes
them; pixels of volumes are as segment sees them, Hounsfield units through the lung window unless --window says otherwise.
Weight of a class: 1 / ln(1.1 + its share of the pixels).

Example:
  $ miniseg data stats images/ masks/ --split split.json --fold 1`,
    )
    .action(statsCommand);
}

/** @throws {CliError} or DataError */
async function statsCommand(
  images: string | undefined,
  masks: string | undefined,
  options: StatsCommandOptions,
  command: Command,
): Promise<void> {
  refuseIdle(givenIn(command), [remapNeedsMasks(masks, options)]);
  const collected = await collectItems({ images, masks, list: options.list });
  const { items, leftOut } = await leaveOutVacant(await chooseItems(collected.items, options));
  for (const line of describeLeftOut(leftOut, collected.ignored)) say(line);
  const statistics = await measure(items, options);
  // As the reference weighs its cross entropy: rare classes count more.
  const classWeights = statistics.classPixels.length > 0 ? inverseLogFrequency(statistics.classPixels) : [];
  if (options.json) printJson({ ...statistics, leftOut, classWeights });
  else printLines(format(statistics, classWeights));
  failForLeftOut(leftOut, items.length + leftOut.length);
}

async function chooseItems(
  items: DatasetItem[],
  { split, fold }: StatsCommandOptions,
): Promise<DatasetItem[]> {
  if (split === undefined) {
    if (fold !== undefined)
      throw new CliError('invalid-argument', '--fold chooses in a file of splits; pass --split too.');
    return items;
  }
  const splits = await readSplitFile(split, items);
  if (fold === undefined && splits.length > 1) {
    throw new CliError(
      'invalid-argument',
      `'${split}' has ${splits.length} folds. Choose one with --fold 1 to ${splits.length}.`,
    );
  }
  const chosen = splits[(fold ?? 1) - 1];
  if (!chosen) {
    throw new CliError(
      'invalid-argument',
      `There is no fold ${fold} in '${split}'. Choose from 1 to ${splits.length}.`,
    );
  }
  return chosen.training;
}

async function measure(
  items: readonly DatasetItem[],
  options: StatsCommandOptions,
): Promise<StatisticsResult> {
  const statistics = new DatasetStatistics();
  const progress = startProgress(items.length);
  try {
    for (const item of items) {
      const { values, mask, notes } = await load(item, options);
      statistics.add(values, mask);
      progress.step([item.id, ...notes].join(': '));
    }
  } finally {
    progress.stop();
  }
  return statistics.result();
}

async function load(
  item: DatasetItem,
  { window, range, remap, maxMemory }: StatsCommandOptions,
): Promise<Grey & { mask?: Uint8Array }> {
  try {
    const readFile = readWithin(maxMemory);
    const file = await readFile(item.image);
    const read = async (name: string) => (name === item.image ? file : readFile(name));
    const { image, mask } = await loadItem(item, read, remap);
    return { ...(await toGrey(image, file, { window, range })), mask: mask?.data };
  } catch (cause) {
    if (!isInputError(cause) && !CliError.isInstance(cause)) throw cause;
    throw new CliError('input', `'${item.id}' cannot be used: ${cause.message}`, { cause });
  }
}

function format(result: StatisticsResult, classWeights: readonly number[]): string[] {
  const { images, mean, std, classPixels, classShares, ignored } = result;
  const table = classPixels.map((pixels, label) => [
    String(label),
    String(pixels),
    classShares[label].toFixed(6),
    classWeights[label].toFixed(4),
  ]);
  const rows = table.length > 0 ? [['class', 'pixels', 'share', 'weight'], ...table] : [];
  const width = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column].length)));
  return [
    `${images} ${images === 1 ? 'image' : 'images'}, mean and standard deviation of each averaged, in units of pixel / 255:`,
    `--mean ${mean.toFixed(6)} --std ${std.toFixed(6)}`,
    ...rows.map((row) => row.map((text, column) => text.padStart(width[column])).join('  ')),
    ...(ignored > 0 ? [`${ignored} pixels are 255 (ignored) and in no class.`] : []),
  ];
}
