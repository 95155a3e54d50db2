/** The items that the settings name, and which of them are for training. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { type DatasetItem, detectLayout, holdOutSplit } from '@miniseg/data';
import { CliError } from '../errors.js';
import { exists } from '../files/exists.js';
import { isHidden } from '../files/list-files.js';
import { readable } from '../files/readable.js';
import { nameSome } from '../text/name-some.js';
import { collectItems } from './collect-items.js';
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
}

type MaskedItems = Pick<FoundItems, 'name' | 'items' | 'leftOut' | 'ignored' | 'remap'>;
type NamedItems = Pick<FoundItems, 'name' | 'items' | 'ignored'>;

/** @throws {CliError} when nothing is found, an item has no mask, or the split leaves a side empty */
export async function findItems(settings: DataSettings): Promise<FoundItems> {
  const found = await maskedItems(settings);
  const file = await splitFile(settings);
  const { items, leftOut } = found;
  const chosen =
    file === undefined ? holdOut(items, settings) : await fromFile(file, items, leftOut, settings);
  for (const side of ['training', 'validation'] as const) {
    if (chosen[side].length > 0) continue;
    throw new CliError(
      'input',
      `No slice is left for ${side}: there are ${items.length} in '${found.name}'. Give more slices, or another split.`,
    );
  }
  return { ...found, ...chosen };
}

/** The file that says which slices are for training: the one that is named, else the data folder's own. */
export async function splitFile({ data, split }: DataSettings): Promise<string | undefined> {
  if (split !== undefined || data === undefined) return split;
  const published = path.join(data, 'folds.json');
  return (await exists(published)) ? published : undefined;
}

/** @throws {CliError} when nothing is found or an item has no mask */
export async function maskedItems(settings: DataSettings): Promise<MaskedItems> {
  const { data, remap } = settings;
  const found = data === undefined ? await fromFolders(settings) : await fromDataFolder(data);
  const bare = found.items.filter(({ mask }) => mask === undefined).map(({ id }) => id);
  if (bare.length > 0) {
    throw new CliError(
      'input',
      `${bare.length} of ${found.items.length} images have no mask: ${nameSome(bare)}. Add the masks, or leave the images out ` +
        'with --list.',
    );
  }
  const { items, leftOut } = await leaveOutVacant(found.items);
  return { ...found, items, leftOut, ...(remap ? { remap: { 0: 0, ...remap } } : {}) };
}

async function fromDataFolder(data: string): Promise<NamedItems> {
  const name = path.basename(path.resolve(data));
  const names = await readable(`The data '${data}'`, readdir(data, { recursive: true }));
  const hidden = names.filter(isHidden).sort();
  const known = detectLayout(names.filter((each) => !isHidden(each)).sort());
  if (known?.layout.kind === 'slices') {
    const at = (file: string) => path.join(data, file);
    const items = known.items.map((item) => ({
      ...item,
      image: at(item.image),
      mask: at(item.mask as string),
    }));
    return {
      name,
      items: items.map((item) => ({ ...item, id: path.parse(item.image).name })),
      ignored: hidden.map(at),
    };
  }
  if (known) {
    throw new CliError(
      'input',
      `'${data}' is ${known.layout.description}, and training takes single slices. Cut them with 'miniseg data convert ` +
        "--slice', and give the folders of slices and masks.",
    );
  }
  const [images, masks] = ['images', 'masks'].map((folder) => path.join(data, folder));
  if (!(await exists(images)) || !(await exists(masks))) {
    throw new CliError(
      'input',
      `'${data}' has no folders 'images' and 'masks'. Give the folder that holds both, or name them with --images and --masks.`,
    );
  }
  const { items, ignored } = await collectItems({ images, masks });
  return { name, items, ignored };
}

async function fromFolders({ images, masks, list }: DataSettings): Promise<NamedItems> {
  const { items, ignored } = await collectItems({ images, masks, list });
  return { name: path.basename(path.resolve((list ?? images) as string)), items, ignored };
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
      `There is ${items.length} slice. At least two are needed, one to train on and one to validate.`,
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
