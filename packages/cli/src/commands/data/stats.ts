/** `miniseg data stats`: what training needs to know of a data set in numbers. */
import { type DatasetItem, DatasetStatistics, type StatisticsResult } from '@miniseg/data';
import { loadItem } from '@miniseg/data/files';
import { readBytes } from '@miniseg/formats/node';
import { collectItems } from '../../dataset/collect-items.js';
import { readSplitFile } from '../../dataset/split-file.js';
import { type Grey, toGrey } from '../../dataset/to-grey.js';
import { CliError } from '../../errors.js';
import { isInputError } from '../../files/is-input-error.js';
import { startProgress } from '../../progress/progress.js';
import type { GreyScaleOptions } from '../../volumes/grey-scale.js';

export interface StatsCommandOptions extends GreyScaleOptions {
  list?: string;
  split?: string;
  /** From 1. */
  fold?: number;
  remap?: Record<number, number>;
  json: boolean;
}

/** @throws CliError or DataError */
export async function statsCommand(
  images: string | undefined,
  masks: string | undefined,
  options: StatsCommandOptions,
): Promise<void> {
  const { items } = await collectItems({ images, masks, list: options.list });
  const statistics = await measure(await chooseItems(items, options), options);
  const classWeights = statistics.classShares.map(weight);
  process.stdout.write(
    options.json
      ? `${JSON.stringify({ ...statistics, classWeights }, null, 2)}\n`
      : format(statistics, classWeights),
  );
}

/** Inverse logarithmic frequency, as the reference weighs its cross entropy: rare classes count more. */
const weight = (share: number) => 1 / Math.log(1.1 + share);

async function chooseItems(
  items: DatasetItem[],
  { split, fold }: StatsCommandOptions,
): Promise<DatasetItem[]> {
  if (split === undefined) {
    if (fold !== undefined)
      throw new CliError('usage', '--fold chooses in a file of splits; pass --split too.');
    return items;
  }
  const splits = await readSplitFile(split, items);
  if (fold === undefined && splits.length > 1) {
    throw new CliError(
      'usage',
      `'${split}' has ${splits.length} folds. Choose one with --fold 1 to ${splits.length}.`,
    );
  }
  const chosen = splits[(fold ?? 1) - 1];
  if (!chosen) {
    throw new CliError('usage', `There is no fold ${fold} in '${split}'. Choose from 1 to ${splits.length}.`);
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
  { window, range, remap }: StatsCommandOptions,
): Promise<Grey & { mask?: Uint8Array }> {
  try {
    const file = await readBytes(item.image);
    const read = async (name: string) => (name === item.image ? file : readBytes(name));
    const { image, mask } = await loadItem(item, read, remap);
    return { ...toGrey(image, file, { window, range }), mask: mask?.data };
  } catch (cause) {
    if (!isInputError(cause) && !CliError.isInstance(cause)) throw cause;
    throw new CliError('input', `'${item.id}' cannot be used: ${cause.message}`, { cause });
  }
}

function format(result: StatisticsResult, classWeights: readonly number[]): string {
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
    '',
  ].join('\n');
}
