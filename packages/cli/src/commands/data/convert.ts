/** `miniseg data convert`: volumes and pictures from any format that can be read to any that can be written. */

import { stat } from 'node:fs/promises';
import path from 'node:path';
import { type Volume, volumeFromArray } from '@miniseg/formats';
import { writeFileAtomic } from '@miniseg/formats/node';
import { isDeepPicture, readShades } from '@miniseg/scan';
import type { Command } from 'commander';
import { readWithin } from '../../files/read-within.js';
import { givenIn, refuseIdle } from '../../options/effect.js';
import { rangeOption, windowOption } from '../../options/grey-values.js';
import { MOST } from '../../options/limits.js';
import { parseWhole } from '../../options/numbers.js';
import { maxBytesOption, maxMemoryOption, overwriteOption } from '../../options/shared.js';
import { prepareTargets } from '../../overwrite/refuse-overwriting.js';
import { say } from '../../progress/screen.js';
import { printLines } from '../../text/output.js';
import { CURES, type GreyScaleOptions } from '../../volumes/grey-scale.js';
import { formatOf, readInput } from '../../volumes/read-input.js';
import { volumeEncoder } from '../../volumes/volume-formats.js';

interface ConvertVolumeOptions extends GreyScaleOptions {
  series?: string;
  array?: string;
  volume?: number;
  slice?: number;
  labels: boolean;
  maxBytes?: number;
  maxMemory?: number;
  overwrite: boolean;
}

export function addConvertCommand(data: Command): void {
  data
    .command('convert')
    .description('convert volumes and pictures, by the suffix of the output')
    .argument('<in>', 'file of any format that can be read, or folder of DICOM files')
    .argument('<out>', 'name.npy, .npz, .nii, .nii.gz, .safetensors or .png')
    .option('--series <uid|n>', 'folders of several DICOM series: which one')
    .option('--array <name>', '.npz and safetensors of several arrays: which one')
    .option(
      '--volume <n>',
      'NIfTI of more than three dimensions: which volume, from 0',
      parseWhole(0, MOST.place),
    )
    .option('--slice <n>', 'which slice a .png shows, from 0', parseWhole(0, MOST.place))
    .addOption(windowOption())
    .addOption(rangeOption())
    .option('--labels', 'the values are labels: palette indices count, .nii and .png are label maps', false)
    .addOption(maxBytesOption())
    .addOption(maxMemoryOption())
    .addOption(overwriteOption())
    .addHelpText(
      'after',
      `
Read: PNG, JPEG, NIfTI (.nii, .nii.gz, .hdr/.img), DICOM, .npy, .npz, safetensors; recognized by content.

Written:
  .npy           values after rescaling as float32, in (slice, row, column) order; no geometry
  .npz           the same order in the values' own type, as array 'volume'; no geometry
  .nii, .nii.gz  values in their own type, spacing, position and orientation
  .safetensors   the same, as tensor 'volume'
  .png           one slice: 8- and 16-bit values as stored, Hounsfield units through the lung window unless --window or
                 --range says otherwise; with --labels a palette image

Examples:
  $ miniseg data convert study/ scan.nii.gz --series 1
  $ miniseg data convert scan.nii.gz slice.png --slice 30 --window -600,1500`,
    )
    .action(convertVolumeCommand);
}

/** @throws {CliError} or DataError before anything is written */
async function convertVolumeCommand(
  from: string,
  to: string,
  options: ConvertVolumeOptions,
  command: Command,
): Promise<void> {
  const { labels, overwrite } = options;
  const encode = volumeEncoder(to, options);
  await checkOptions(from, to, command);
  await prepareTargets([to], { overwrite, inputs: [from] });
  const onRemark = (message: string) => say(`miniseg: ${message}`);
  const palette = labels ? 'indices' : 'expand';
  const { series, array, volume: number, maxBytes, maxMemory } = options;
  const seen = await throughWindow(from, options);
  const volume =
    seen ??
    (await readInput(from, { series, array, volume: number, palette, maxBytes, maxMemory, onRemark }));
  await writeFileAtomic(to, encode(volume, { ...options, ...(seen ? { window: undefined } : {}), onRemark }));
  const { size } = await stat(to);
  printLines([`Wrote ${to} (${size} bytes) from ${describe(volume)}.`]);
}

/** A 16-bit picture of Hounsfield units in a window, which must know what was added to them; undefined for all else. */
async function throughWindow(
  from: string,
  { window, maxMemory }: Pick<ConvertVolumeOptions, 'window' | 'maxMemory'>,
): Promise<Volume | undefined> {
  if (window === undefined || (await formatOf(from)) !== 'png') return undefined;
  const bytes = await readWithin(maxMemory)(from);
  if (!isDeepPicture(bytes)) return undefined;
  const { data, width, height } = await readShades(bytes, { window, cures: CURES });
  return volumeFromArray({ data, shape: [height, width] });
}

async function checkOptions(from: string, to: string, command: Command): Promise<void> {
  const format = await formatOf(from);
  const isOther = (...formats: (typeof format)[]) => format !== undefined && !formats.includes(format);
  refuseIdle(givenIn(command), [
    {
      of: ['array'],
      idle: isOther('npz', 'safetensors'),
      says: `chooses in .npz and safetensors, and this is ${format}`,
    },
    { of: ['volume'], idle: isOther('nifti'), says: `chooses in NIfTI, and this is ${format}` },
    {
      of: ['labels'],
      idle: isOther('png') && !/\.(png|nii|nii\.gz)$/i.test(to),
      says: `is for palette images and label maps, and this is ${format} to ${path.extname(to)}`,
    },
  ]);
}

function describe({ shape, spacing, unit }: Volume): string {
  const millimeters = spacing.map((length) => Number(length.toFixed(3)));
  return `${shape.join(' x ')} voxels of ${millimeters.join(' x ')} mm${unit === 'HU' ? ' in Hounsfield units' : ''}`;
}
