/** The items that the settings name, and which of them are for training. */
import path from 'node:path';
import { type DatasetItem, holdOutSplit } from '@miniseg/data';
import { CliError } from '../errors.js';
import { exists } from '../files/exists.js';
import { nameSome } from '../text/name-some.js';
import { collectItems } from './collect-items.js';
import { dataFolderItems, type NamedItems } from './data-folder.js';
import type { DataSettings } from './data-settings.js';
import { type LeftOut, leaveOutVacant } from './left-out.js';
import { readSplitFile } from './split-file.js';

export interface FoundItems {
  /** What the data are called in reports. */
  name: string;
  items: DatasetItem[];
  /** Items of which a file holds nothing; they are in none of the lists. */
  leftOut: LeftOut[];
  /** Files in the folders that are no pictures, or hidden. */
  ignored: string[];
  /** Number of folds to choose from; 1 for a hold-out. */
  folds: number;
  training: DatasetItem[];
  validation: DatasetItem[];
  /** Stored value to label, where the folder's layout or the settings say so. */
  remap?: Record<number, number>;
  /** The data set says that the values of its scans are Hounsfield units. */
  hounsfield?: boolean;
}

type MaskedItems = Pick<FoundItems, 'name' | 'items' | 'leftOut' | 'ignored' | 'remap' | 'hounsfield'>;

/** @throws {CliError} when nothing is found, an item has no mask, or the split leaves a side empty */
export async function findItems(settings: DataSettings): Promise<FoundItems> {
  const found = await maskedItems(settings);
  const file = await splitFile(settings);
  const { items, leftOut } = found;
  const chosen =
    file === undefined
      ? (fromList(items, settings) ?? holdOut(items, settings))
      : await fromFile(file, items, leftOut, settings);
  refuseSharedPatients(chosen);
  for (const side of ['training', 'validation'] as const) {
    if (chosen[side].length > 0) continue;
    throw new CliError(
      'input',
      `No image is left for ${side}: there are ${items.length} in '${found.name}'. Give more, or another split.`,
    );
  }
  return { ...found, ...chosen };
}

/** The file that says which slices are for training: the one that is named, else the data folder's own. */
export async function splitFile({ data, split }: DataSettings): Promise<string | undefined> {
  if (split !== undefined || data === undefined) return split;
  for (const name of ['folds.json', 'splits_final.json']) {
    const published = path.join(data, name);
    if (await exists(published)) return published;
  }
  return undefined;
}

/** @throws {CliError} when nothing is found or an item has no mask */
export async function maskedItems(settings: DataSettings): Promise<MaskedItems> {
  const { data, remap } = settings;
  const found = data === undefined ? await fromFolders(settings) : await dataFolderItems(data);
  const bare = found.items.filter(({ mask }) => mask === undefined);
  if (bare.length > 0) {
    const masks = settings.masks ?? path.join(data ?? '', found.masks ?? 'masks');
    throw new CliError(
      'input',
      `${bare.length} of ${found.items.length} images have no mask: ${nameSome(bare.map(({ image }) => image))}. A mask in '${masks}' ` +
        `is named after its image (as ${bare[0].id}); add them, or leave the images out with --list.`,
    );
  }
  const { items, leftOut } = await leaveOutVacant(found.items);
  const meaning = remap ? { 0: 0, ...remap } : found.remap;
  return { ...found, items, leftOut, ...(meaning ? { remap: meaning } : {}) };
}

async function fromFolders({ images, masks, list }: DataSettings): Promise<NamedItems> {
  const { items, ignored } = await collectItems({ images, masks, list });
  return { name: path.basename(path.resolve((list ?? images) as string)), items, ignored };
}

/** The lists of a MONAI data list: training and validation, or the folds of its items. */
function fromList(items: readonly DatasetItem[], { list, fold }: DataSettings) {
  const marks = [...new Set(items.map(({ split }) => split))];
  if (list === undefined || marks.includes(undefined)) return undefined;
  const held = marks.filter((mark) => mark === 'validation' || /^fold\d+$/.test(mark as string)).sort();
  if (held.length === 0 || (held.length < 2 && held[0] !== 'validation')) return undefined;
  const folds = held.includes('validation') ? ['validation'] : held;
  if (fold === undefined && folds.length > 1) {
    throw new CliError(
      'invalid-argument',
      `'${list}' has ${folds.length} folds. Choose one with --fold 1 to ${folds.length}; 'miniseg crossval' trains them all.`,
    );
  }
  const chosen = folds[(fold ?? 1) - 1];
  if (chosen === undefined) {
    throw new CliError(
      'invalid-argument',
      `There is no fold ${fold} in '${list}'. Choose from 1 to ${folds.length}.`,
    );
  }
  return {
    folds: folds.length,
    training: items.filter(({ split }) => split !== chosen),
    validation: items.filter(({ split }) => split === chosen),
  };
}

/** Scores on a patient who was trained on say nothing about others. */
function refuseSharedPatients({ training, validation }: Pick<FoundItems, 'training' | 'validation'>): void {
  for (const { group, id } of validation) {
    const other = group === undefined ? undefined : training.find((item) => item.group === group);
    if (other === undefined) continue;
    throw new CliError(
      'input',
      `The patient '${group}' is in two lists: '${other.id}' is trained on, and '${id}' validates. Put all of a patient into one of ` +
        "them ('miniseg data split --groups' does).",
    );
  }
}

function holdOut(items: readonly DatasetItem[], { validationShare, seed, fold }: DataSettings) {
  if (fold !== undefined) {
    throw new CliError(
      'invalid-argument',
      `There are no folds to choose number ${fold} from: the data have no folds.json. Give split.`,
    );
  }
  if (items.length < 2) {
    throw new CliError(
      'input',
      `There is ${items.length} image. At least two are needed, one to train on and one to validate; the slices of a volume stay together.`,
    );
  }
  return { folds: 1, ...holdOutSplit(items, { trainingShare: 1 - validationShare, seed }) };
}

async function fromFile(
  file: string,
  items: readonly DatasetItem[],
  leftOut: readonly LeftOut[],
  { fold }: DataSettings,
) {
  // The file may name items that are left out: it is read with them, and the lists are without.
  const vacant = leftOut.map(({ id }) => ({ id, image: id }));
  const splits = await readSplitFile(file, [...items, ...vacant]);
  if (fold === undefined && splits.length > 1) {
    throw new CliError(
      'invalid-argument',
      `'${file}' has ${splits.length} folds. Choose one with --fold 1 to ${splits.length}; 'miniseg crossval' trains them all.`,
    );
  }
  const chosen = splits[(fold ?? 1) - 1];
  if (chosen === undefined) {
    throw new CliError(
      'invalid-argument',
      `There is no fold ${fold} in '${file}'. Choose from 1 to ${splits.length}.`,
    );
  }
  const usable = (list: readonly DatasetItem[]) => list.filter((item) => items.includes(item));
  return {
    folds: splits.length,
    training: usable(chosen.training),
    validation: usable(chosen.validation),
  };
}
