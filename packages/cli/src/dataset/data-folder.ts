/** The items of a data folder: a published data set, nnU-Net's layout, images and masks in two folders, or volumes with masks. */
import path from 'node:path';
import { listFolder } from '@miniseg/checkpoints/node';
import { type DatasetItem, detectLayout } from '@miniseg/data';
import { CliError } from '../errors.js';
import { isHidden } from '../files/list-files.js';
import { readable } from '../files/readable.js';
import { collectItems, filesOf, isImageName } from './collect-items.js';
import { nnunetData } from './nnunet.js';
import { volumeFolderItems } from './volume-folder.js';

export interface NamedItems {
  /** What the data are called in reports. */
  name: string;
  items: DatasetItem[];
  /** Files in the folders that are no pictures, or hidden. */
  ignored: string[];
  /** Stored value to label, where the layout says so. */
  remap?: Record<number, number>;
  /** The data set says that its values are Hounsfield units. */
  hounsfield?: boolean;
  /** The folder of masks in the data folder. */
  masks?: string;
}

/** Names that folders of masks have, in the order in which they are looked for. */
const MASKS = ['masks', 'labels', 'segmentations'];

/** @throws {CliError} `input` for a folder in which nothing is recognized, with what would be */
export async function dataFolderItems(data: string): Promise<NamedItems> {
  const name = path.basename(path.resolve(data));
  const entries = await readable(`The data '${data}'`, listFolder(data, { recursive: true }));
  const names = entries.filter(({ kind }) => kind !== 'folder').map((entry) => entry.name);
  const folders = new Set(entries.filter(({ kind }) => kind === 'folder').map((entry) => entry.name));
  const hidden = names.filter(isHidden).map((file) => path.join(data, file));
  const shown = names.filter((each) => !isHidden(each));
  const published = publishedItems(data, name, shown, hidden);
  if (published) return published;
  const nnunet = await nnunetData(data);
  if (nnunet) {
    const { items, ignored, hounsfield, remap } = nnunet;
    return { ...{ name, items, ignored, hounsfield, masks: 'labelsTr' }, ...(remap ? { remap } : {}) };
  }
  const masks = MASKS.find((folder) => folders.has(folder));
  if (folders.has('images') && masks !== undefined) {
    const { items, ignored } = await collectItems({
      images: path.join(data, 'images'),
      masks: path.join(data, masks),
    });
    return { name, items, ignored, masks };
  }
  const items = volumeFolderItems(data, shown);
  if (items) return { name, items, ignored: hidden };
  throw new CliError(
    'input',
    `'${data}' has no folders 'images' and 'masks'. Give the folder that holds both (or 'images' and 'labels'), or name them with ` +
      "--images and --masks. Known are also nnU-Net's layout ('imagesTr', 'labelsTr', dataset.json), MONAI's data lists (as " +
      '--list), and folders of volumes with masks (case.nii.gz and case_seg.nii.gz, or a folder for each case).',
  );
}

/** A data set that is known by the names of its files. */
function publishedItems(
  data: string,
  name: string,
  names: readonly string[],
  hidden: readonly string[],
): NamedItems | undefined {
  const known = detectLayout(names);
  if (!known) return undefined;
  if (known.layout.kind === 'stack') {
    throw new CliError(
      'input',
      `'${data}' is ${known.layout.description}: one file holds the slices of all patients, so that no split could keep patients ` +
        "apart. Cut it with 'miniseg data convert --slice', and give the folders of slices and masks.",
    );
  }
  const at = (file: string) => path.join(data, file);
  const taken = new Set(filesOf(known.items));
  const stray = names.filter((each) => isImageName(each) && !taken.has(each));
  const isSlices = known.layout.kind === 'slices';
  return {
    name,
    items: known.items.map((item) => ({
      ...item,
      id: isSlices ? path.parse(item.image).name : item.id,
      image: at(item.image),
      mask: at(item.mask as string),
    })),
    ignored: [...hidden, ...stray.map(at)],
    // Slices come as labels; volumes of some data sets have more classes than infection.
    ...(isSlices ? {} : { remap: { ...known.layout.labels } }),
  };
}
