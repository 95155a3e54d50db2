/** `miniseg data preview`: a data set, or what augmentation makes of it, on one sheet. */

import { previewDataset } from '@miniseg/data/files';
import { encodePng } from '@miniseg/formats';
import { writeFileAtomic } from '@miniseg/formats/node';
import { type Command, Option } from 'commander';
import { type AugmentationName, augmentedSheet } from '../../dataset/augmented-sheet.js';
import { collectItems, filesOf } from '../../dataset/collect-items.js';
import { DATASET_HELP, datasetCommand, remapNeedsMasks } from '../../dataset/dataset-command.js';
import { describeLeftOut, failForLeftOut, leaveOutVacant } from '../../dataset/left-out.js';
import { readWithin } from '../../files/read-within.js';
import { givenIn, refuseIdle } from '../../options/effect.js';
import { MOST } from '../../options/limits.js';
import { parseBetween, parseWhole } from '../../options/numbers.js';
import { overwriteOption, seedOption } from '../../options/shared.js';
import { prepareTargets } from '../../overwrite/refuse-overwriting.js';
import { say } from '../../progress/screen.js';
import { printLines } from '../../text/output.js';

interface PreviewCommandOptions {
  maxMemory?: number;
  out: string;
  list?: string;
  count?: number;
  tile: number;
  augment?: AugmentationName;
  seed: number;
  remap?: Record<number, number>;
  overwrite: boolean;
}

export function addPreviewCommand(data: Command): void {
  datasetCommand(data, 'preview', 'draw items with their labels on one sheet, volumes by their fullest slice')
    .requiredOption('--out <sheet.png>', 'file for the sheet')
    .option(
      '--count <n>',
      'items, chosen by the seed; default: 16, or 4 with --augment',
      parseWhole(1, MOST.pictures),
    )
    .option('--tile <pixels>', 'longer side of each picture', parseBetween(16, 2048), 256)
    .addOption(
      new Option(
        '--augment <name>',
        "a row per item, the original and four draws of the paper's augmentation",
      ).choices(['paper', 'reference']),
    )
    .addOption(seedOption().default(0))
    .addOption(overwriteOption())
    .addHelpText(
      'after',
      `${DATASET_HELP}

Augmentations: paper (scale 0.5-1.5, crop, mirror image), reference (margin crop, upside down); of single slices only.

Example:
  $ miniseg data preview images/ masks/ --augment paper --out sheet.png`,
    )
    .action(previewCommand);
}

/** @throws {CliError} or DataError before anything is written */
async function previewCommand(
  images: string | undefined,
  masks: string | undefined,
  options: PreviewCommandOptions,
  command: Command,
): Promise<void> {
  const { out, list, augment, count, tile, seed, remap, overwrite } = options;
  refuseIdle(givenIn(command), [remapNeedsMasks(masks, options)]);
  const collected = await collectItems({ images, masks, list });
  const { items, leftOut } = await leaveOutVacant(collected.items);
  for (const line of describeLeftOut(leftOut, collected.ignored)) say(line);
  await prepareTargets([out], { overwrite, inputs: [list, ...filesOf(items)] });
  const sheet =
    augment === undefined
      ? await previewDataset(items, { read: readWithin(options.maxMemory), count, seed, tile, remap })
      : await augmentedSheet(items, { augment, count, seed, tile, remap, maxMemory: options.maxMemory });
  await writeFileAtomic(out, encodePng(sheet));
  printLines([`Wrote ${out}: ${sheet.width} x ${sheet.height} pixels.`]);
  failForLeftOut(leftOut, collected.items.length);
}
