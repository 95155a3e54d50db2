/** `miniseg data phantom`: synthetic chest CT with exact masks, for those who have no data. */

import path from 'node:path';
import { chestPhantom, phantomSlice8bit } from '@miniseg/data';
import { encodePng, writeMaskPng, writeNifti } from '@miniseg/formats';
import { writeFileAtomic } from '@miniseg/formats/node';
import type { Command } from 'commander';
import { parseBetween } from '../../options/numbers.js';
import { overwriteOption, seedOption } from '../../options/shared.js';
import { prepareOutputFolder } from '../../overwrite/output-folder.js';
import { startProgress } from '../../progress/progress.js';
import { printLines } from '../../text/output.js';
import { DISCLAIMER } from '../../version.js';

interface PhantomCommandOptions {
  out: string;
  count: number;
  seed: number;
  size: number;
  /** Volumes of so many slices instead of pictures. */
  slices?: number;
  overwrite: boolean;
}

export function addPhantomCommand(data: Command): void {
  data
    .command('phantom')
    .description('make synthetic chest CT with exact infection masks, for trying things out')
    .requiredOption('--out <folder>', 'folder for images/ and masks/; made when it does not exist')
    .option('--count <n>', 'how many', parseBetween(1, 9999), 10)
    .addOption(seedOption().default(0))
    .option('--size <pixels>', 'rows and columns', parseBetween(32, 2048), 512)
    .option('--slices <n>', 'volumes of so many slices instead of pictures', parseBetween(2, 2048))
    .addOption(overwriteOption())
    .addHelpText(
      'after',
      `
images/phantom_0000.png   8-bit grey in a lung window, as CT100
masks/phantom_0000.png    palette image, index 0 background and 1 infection, as evaluate and data check read it
With --slices both are .nii.gz: the volume in Hounsfield units and its label map of 0 and 1.
Phantom n is made with seed + n. They are no patients: results on them say nothing about results on patients.

Example:
  $ miniseg data phantom --out phantoms --count 20 --seed 7`,
    )
    .action(phantomCommand);
}

/** @throws {CliError} or DataError */
async function phantomCommand(options: PhantomCommandOptions): Promise<void> {
  const { out, count, seed, slices, overwrite } = options;
  const suffix = slices === undefined ? '.png' : '.nii.gz';
  const names = Array.from({ length: count }, (_, n) => `phantom_${String(n).padStart(4, '0')}${suffix}`);
  const targets = names.flatMap((name) => [path.join('images', name), path.join('masks', name)]);
  await prepareOutputFolder(out, targets, { overwrite, inputs: [] });
  const progress = startProgress(count);
  try {
    for (const [n, name] of names.entries()) {
      const { image, mask } = draw({ ...options, seed: seed + n });
      await writeFileAtomic(path.join(out, 'images', name), image);
      await writeFileAtomic(path.join(out, 'masks', name), mask);
      progress.step(name);
    }
  } finally {
    progress.stop();
  }
  printLines([`Wrote ${count} phantoms and their masks to ${out}. ${DISCLAIMER}`]);
}

function draw({ seed, size, slices }: PhantomCommandOptions): Record<'image' | 'mask', Uint8Array> {
  if (slices === undefined) {
    const { image, mask } = phantomSlice8bit({ seed, size });
    return {
      image: encodePng({ width: size, height: size, channels: 1, data: image, maxValue: 255 }),
      mask: writeMaskPng({ data: mask, shape: [1, size, size] }),
    };
  }
  const { volume, masks } = chestPhantom({ seed, size, slices });
  return {
    image: writeNifti(volume),
    mask: writeNifti({ ...volume, data: masks.infection, unit: 'unknown' }, { labels: true }),
  };
}
