/** `miniseg data convert`: volumes and pictures from any format that can be read to any that can be written. */
import { stat } from 'node:fs/promises';
import type { Volume } from '@miniseg/formats';
import { writeFileAtomic } from '@miniseg/formats/node';
import { exists } from '../../files/exists.js';
import { checkTargets } from '../../overwrite/check-targets.js';
import type { GreyScaleOptions } from '../../volumes/grey-scale.js';
import { readInput } from '../../volumes/read-input.js';
import { volumeEncoder } from '../../volumes/volume-formats.js';

export interface ConvertVolumeOptions extends GreyScaleOptions {
  series?: string;
  array?: string;
  volume?: number;
  slice?: number;
  labels: boolean;
  overwrite: boolean;
}

/** @throws CliError or DataError before anything is written */
export async function convertVolumeCommand(
  from: string,
  to: string,
  options: ConvertVolumeOptions,
): Promise<void> {
  const { labels, overwrite } = options;
  const encode = volumeEncoder(to, options);
  await checkTargets([to], { overwrite, inputs: (await exists(from)) ? [from] : [] });
  const onRemark = (message: string) => void process.stderr.write(`miniseg: ${message}\n`);
  const palette = labels ? 'indices' : 'expand';
  const volume = await readInput(from, { ...options, palette, onRemark });
  await writeFileAtomic(to, encode(volume, { ...options, onRemark }));
  const { size } = await stat(to);
  process.stdout.write(`Wrote ${to} (${size} bytes) from ${describe(volume)}.\n`);
}

function describe({ shape, spacing, unit }: Volume): string {
  const millimetres = spacing.map((length) => Number(length.toFixed(3)));
  return `${shape.join(' x ')} voxels of ${millimetres.join(' x ')} mm${unit === 'HU' ? ' in Hounsfield units' : ''}`;
}
