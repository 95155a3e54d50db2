/** The data set that the arguments name: two folders, two files, or a list. */
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { type DatasetItem, readItemList } from '@miniseg/data';
import { CliError } from '../errors.js';
import { exists } from '../files/exists.js';
import { isInputError } from '../files/is-input-error.js';
import { type PairedItems, pairByName } from '../pairing/pair-by-name.js';
import { stem } from '../pairing/stem.js';
import { nameSome } from '../text/name-some.js';

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

const READABLE = /^[^.].*\.(png|jpe?g|dcm|nii|nii\.gz|npy|npz|safetensors)$/i;

/**
 * Nothing is read but names; each file is an item of its own.
 *
 * @param strayMasks what to do with masks that no image belongs to
 * @throws CliError
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
    throw new CliError('usage', 'Name the folder of images (and the folder of masks), or pass --list.');
  }
  const pictures = await listFiles(images, 'images');
  const labels = masks === undefined ? undefined : await listFiles(masks, 'masks');
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

async function listFiles(given: string, side: string) {
  const found = await stat(given).catch((cause: Error) => {
    throw new CliError('input', `The ${side} '${given}' cannot be read: ${cause.message}. Check the path.`, {
      cause,
    });
  });
  if (!found.isDirectory()) return { files: [given], ignored: [], single: true };
  const entries = await readdir(given, { withFileTypes: true });
  const names = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
  const files = names.filter((name) => READABLE.test(name)).sort();
  if (files.length === 0) {
    throw new CliError(
      'input',
      `The folder of ${side} '${given}' holds no .png, .jpg, .dcm, .nii, .nii.gz, .npy, .npz or .safetensors file. Files ` +
        'must lie directly in it; name those of other folders with --list.',
    );
  }
  const inFolder = (name: string) => path.join(given, name);
  return {
    files: files.map(inFolder),
    ignored: names.filter((name) => !READABLE.test(name)).map(inFolder),
    single: false,
  };
}

async function fromList(list: string, { images, masks }: ItemSource): Promise<CollectedItems> {
  const text = await readFile(list, 'utf8').catch((cause: Error) => {
    throw new CliError('input', `The list '${list}' cannot be read: ${cause.message}. Check the path.`, {
      cause,
    });
  });
  const locate = async (name: string, folder: string | undefined) => {
    const inFolder = folder === undefined ? undefined : path.resolve(folder, name);
    return inFolder !== undefined && (await exists(inFolder))
      ? inFolder
      : path.resolve(path.dirname(list), name);
  };
  const items: DatasetItem[] = [];
  for (const item of parse(list, text)) {
    const image = await locate(item.image, images);
    const mask = item.mask === undefined ? {} : { mask: await locate(item.mask, masks) };
    items.push({ ...item, image, ...mask });
  }
  return { items, masksWithoutImage: [], ignored: [] };
}

function parse(list: string, text: string): DatasetItem[] {
  try {
    return readItemList(text);
  } catch (cause) {
    if (!isInputError(cause)) throw cause;
    throw new CliError('input', `The list '${list}' cannot be read: ${cause.message}`, { cause });
  }
}
