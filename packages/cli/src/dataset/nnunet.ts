/** A data set in nnU-Net's layout: imagesTr with case_0000.nii.gz, labelsTr with case.nii.gz, dataset.json. */
import path from 'node:path';
import { CliError } from '../errors.js';
import { exists } from '../files/exists.js';
import { readDatasetJson } from '../volumes/label-names.js';
import { type CollectedItems, collectItems } from './collect-items.js';
import { IGNORED_LABEL } from './ignored-label.js';

export interface NnunetData extends Pick<CollectedItems, 'items' | 'ignored'> {
  /** Stored label to label: what nnU-Net ignores is ignored. */
  remap?: Record<number, number>;
  /** The values are Hounsfield units. */
  hounsfield: boolean;
}

/** @throws {CliError} for a data set that lacks a part, or whose cases have several channels */
export async function nnunetData(data: string): Promise<NnunetData | undefined> {
  const [images, masks] = ['imagesTr', 'labelsTr'].map((folder) => path.join(data, folder));
  if (!(await exists(images))) return undefined;
  if (!(await exists(masks))) {
    throw new CliError(
      'input',
      `'${data}' has nnU-Net's 'imagesTr' and no 'labelsTr', in which the labels of its cases would be. Add that folder.`,
    );
  }
  const { items, ignored } = await collectItems({ images, masks });
  const described = path.join(data, 'dataset.json');
  const dataset = (await exists(described)) ? await readDatasetJson(described) : {};
  const channels = Object.values((dataset.channel_names ?? dataset.modality ?? {}) as object).map(String);
  if (channels.length > 1) {
    throw new CliError(
      'input',
      `'${described}' names ${channels.length} channels (${channels.join(', ')}), and a network sees one. Give a folder with the ` +
        'images of one of them by --images, and --masks.',
    );
  }
  const ignore = Number((dataset.labels as Record<string, unknown> | undefined)?.ignore);
  return {
    items,
    ignored,
    hounsfield: channels[0]?.toUpperCase() === 'CT',
    ...(Number.isInteger(ignore) ? { remap: ignoring(ignore) } : {}),
  };
}

/** nnU-Net's ignored label is the highest. */
const ignoring = (label: number) => ({
  ...Object.fromEntries(Array.from({ length: label }, (_, each) => [each, each])),
  [label]: IGNORED_LABEL,
});
