/** The data set that the arguments name: two folders, two files, or a list. */
import path from 'node:path';
import { type DatasetItem, readItemList } from '@miniseg/data';
import { parsing } from '../csv/read-csv.js';
import { CliError } from '../errors.js';
import { type FileKinds, listFiles } from '../files/list-files.js';
import { listedFile } from '../files/listed-file.js';
import { readText } from '../files/readable.js';
import { type PairedItems, pairByName } from '../pairing/pair-by-name.js';
import { stem } from '../pairing/stem.js';
import { nameSome } from '../text/name-some.js';
import { isMonaiList, readMonaiList } from './monai-list.js';

export interface ItemSource {
  images?: string;
  masks?: string;
  /** CSV or JSON file; names in it are looked up in the folders, then beside the list. */
  list?: string;
}

export interface CollectedItems extends PairedItems {
  /** Files in the folders that are no pictures or volumes by their names. */
  ignored: string[];
}

const IMAGES: Pick<FileKinds, 'suffixes' | 'cure'> = {
  suffixes: ['png', 'jpg', 'jpeg', 'dcm', 'nii', 'nii.gz', 'npy', 'npz', 'safetensors'],
  cure: 'Files must lie directly in it; name those of other folders with --list.',
};

/** Whether a file is one by its name. */
export const isImageName = (name: string): boolean =>
  IMAGES.suffixes.some((suffix) => name.toLowerCase().endsWith(`.${suffix}`));

/**
 * Nothing is read but names; each file is an item of its own.
 *
 * @param strayMasks what to do with masks that no image belongs to
 * @throws {CliError}
 */
export async function collectItems(
  source: ItemSource,
  strayMasks: 'refuse' | 'tell' = 'refuse',
): Promise<CollectedItems> {
  const collected =
    source.list === undefined ? await fromFolders(source) : await fromList(source.list, source);
  if (collected.items.length === 0)
    throw new CliError('input', 'The list is empty. Give it one entry for each image.');
  const { masksWithoutImage } = collected;
  if (strayMasks === 'refuse' && masksWithoutImage.length > 0) {
    throw new CliError(
      'input',
      `${masksWithoutImage.length} masks have no image: ${nameSome(masksWithoutImage)}. Add the images or remove the masks.`,
    );
  }
  return collected;
}

async function fromFolders({ images, masks }: ItemSource): Promise<CollectedItems> {
  if (images === undefined) {
    throw new CliError(
      'invalid-argument',
      'Name the folder of images (and the folder of masks), or pass --list.',
    );
  }
  const pictures = await listFiles(images, { side: 'images', ...IMAGES });
  const labels = masks === undefined ? undefined : await listFiles(masks, { side: 'masks', ...IMAGES });
  const ignored = [...pictures.ignored, ...(labels?.ignored ?? [])];
  if (labels && pictures.single && labels.single) {
    // Two files are a pair whatever their names.
    const [image] = pictures.files;
    return { items: [{ id: stem(image), image, mask: labels.files[0] }], masksWithoutImage: [], ignored };
  }
  const paired = pairByName(pictures.files, labels?.files ?? []);
  // Who names one image does not miss the others of a folder of masks.
  return { ...paired, ignored, ...(pictures.single ? { masksWithoutImage: [] } : {}) };
}

async function fromList(list: string, { images, masks }: ItemSource): Promise<CollectedItems> {
  const what = `The list '${list}'`;
  const text = await readText(what, list);
  const own = path.dirname(list);
  const locate = async (name: string, folder: string | undefined) => {
    const folders = [folder, own, images, masks].filter((each) => each !== undefined);
    // What is not there is told with all other files that cannot be read.
    return (await listedFile(what, name, folders)) ?? path.resolve(own, name);
  };
  const items: DatasetItem[] = [];
  const read = () => (isMonaiList(text) ? readMonaiList(what, text) : readItemList(text));
  for (const item of parsing(what, read)) {
    const image = await locate(item.image, images);
    const mask = item.mask === undefined ? {} : { mask: await locate(item.mask, masks) };
    items.push({ ...item, image, ...mask });
  }
  return { items, masksWithoutImage: [], ignored: [] };
}

/** The files of the items. */
export const filesOf = (items: readonly DatasetItem[]): string[] =>
  items.flatMap(({ image, mask }) => (mask === undefined ? [image] : [image, mask]));
