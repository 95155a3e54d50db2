/** `miniseg data check`: what is wrong with a data set, before it is trained on. */

import { checkDataset, formatReport, previewDataset } from '@miniseg/data/files';
import { encodePng } from '@miniseg/formats';
import { writeFileAtomic } from '@miniseg/formats/node';
import type { Command } from 'commander';
import { assignSplits } from '../../dataset/assign-splits.js';
import { collectItems, filesOf } from '../../dataset/collect-items.js';
import { DATASET_HELP, datasetCommand, remapNeedsMasks } from '../../dataset/dataset-command.js';
import { readSplitFile } from '../../dataset/split-file.js';
import { CliError } from '../../errors.js';
import { readWithin } from '../../files/read-within.js';
import { givenIn, refuseIdle } from '../../options/effect.js';
import { parseBetween } from '../../options/numbers.js';
import { overwriteOption } from '../../options/shared.js';
import { prepareTargets } from '../../overwrite/refuse-overwriting.js';
import { startProgress } from '../../progress/progress.js';
import { nameSome } from '../../text/name-some.js';
import { printJson, printLines } from '../../text/output.js';

interface CheckCommandOptions {
  maxMemory?: number;
  list?: string;
  split?: string;
  classes: number;
  remap?: Record<number, number>;
  preview?: string;
  json: boolean;
  overwrite: boolean;
}

export function addCheckCommand(data: Command): void {
  datasetCommand(data, 'check', 'report what is wrong with a data set; exit code 1 when it has errors')
    .option('--split <file>', 'file of splits (or published folds): look for pictures that are in both sides')
    .option('--classes <n>', 'labels 0 to n-1 may occur', parseBetween(2, 255), 2)
    .option('--preview <sheet.png>', 'draw up to 16 items with their labels')
    .option('--json', 'the report as JSON', false)
    .addOption(overwriteOption())
    .addHelpText(
      'after',
      `${DATASET_HELP}

Errors: files that cannot be read, sizes or spacings that differ, unexpected labels, blank images, masks without an
image, the same picture or patient in both sides of a split. Warnings: no mask, empty mask, duplicates, mixed sizes.
Mean and std in the report are of the stored values / 255; 'data stats' measures volumes as segment sees them.

Example:
  $ miniseg data check images/ masks/ --split split.json --preview sheet.png`,
    )
    .action(checkCommand);
}

/** @throws {CliError} after the report when it has errors */
async function checkCommand(
  images: string | undefined,
  masks: string | undefined,
  options: CheckCommandOptions,
  command: Command,
): Promise<void> {
  const { list, split, classes, remap, preview, overwrite } = options;
  refuseIdle(givenIn(command), [
    {
      of: ['overwrite'],
      idle: preview === undefined,
      says: 'is for the sheet of --preview, and none is drawn',
    },
    remapNeedsMasks(masks, options),
  ]);
  const collected = await collectItems({ images, masks, list }, 'tell');
  const { masksWithoutImage, ignored } = collected;
  const items =
    split === undefined
      ? collected.items
      : assignSplits(collected.items, await readSplitFile(split, collected.items));
  if (preview !== undefined)
    await prepareTargets([preview], { overwrite, inputs: [list, split, ...filesOf(items)] });

  const progress = startProgress(items.length);
  const report = await checkDataset(items, {
    read: readWithin(options.maxMemory),
    labels: Array.from({ length: classes }, (_, label) => label),
    remap,
    onProgress: (done) => progress.step(items[done - 1].id),
  }).finally(() => progress.stop());
  if (preview !== undefined) {
    const readable = new Set(report.items.map(({ id }) => id));
    const shown = items.filter(({ id }) => readable.has(id));
    if (shown.length === 0)
      throw new CliError('input', 'No item can be read, so there is nothing to preview.');
    await writeFileAtomic(
      preview,
      encodePng(await previewDataset(shown, { read: readWithin(options.maxMemory), remap })),
    );
  }

  if (options.json) printJson({ ...report, masksWithoutImage, ignored });
  else
    printLines([
      ...formatReport(report).trimEnd().split('\n'),
      ...(masksWithoutImage.length > 0
        ? [`  error [mask-without-image] ${masksWithoutImage.length} masks: ${nameSome(masksWithoutImage)}`]
        : []),
      ...(ignored.length > 0 ? [`not looked at  ${nameSome(ignored)}`] : []),
    ]);
  const errors =
    report.issues.filter(({ severity }) => severity === 'error').length + masksWithoutImage.length;
  if (errors > 0) {
    throw new CliError(
      'input',
      `The data set has ${errors} ${errors === 1 ? 'error' : 'errors'}; see the report.`,
    );
  }
}
