/** Plain folders of volumes with masks: side by side under related names, or in a folder for each case. */
import path from 'node:path';
import type { DatasetItem } from '@miniseg/data';
import { CliError } from '../errors.js';
import { stem } from '../pairing/stem.js';
import { nameSome } from '../text/name-some.js';
import { isVolumeName } from '../volumes/volume-files.js';

const MASK = 'seg|segmentation|segmentations|mask|masks|label|labels|gt|lesion|lesions|infection';
const IMAGE = 'ct|image|img|imaging|scan|volume|0000';
/** `case_1_seg`, and the `case_1` that it belongs to. */
const MASK_NAME = new RegExp(`^(?:(.+)[-_.])?(?:${MASK})$`, 'i');
const IMAGE_NAME = new RegExp(`^(?:(.+)[-_.])?(?:${IMAGE})$`, 'i');

/**
 * The cases in a folder, by the names of its files alone.
 *
 * @param names relative to the folder
 * @returns undefined where no file is named like a mask
 * @throws {CliError} `input` where masks are found and a scan or a mask has no partner
 */
export function volumeFolderItems(folder: string, names: readonly string[]): DatasetItem[] | undefined {
  const volumes = names.filter((name) => isVolumeName(name) && !/\.img(\.gz)?$/i.test(name));
  const cases = new Map<string, { images: string[]; masks: string[] }>();
  for (const name of volumes) {
    const [mask, image] = [MASK_NAME.exec(stem(name)), IMAGE_NAME.exec(stem(name))];
    const own = mask ? mask[1] : image ? image[1] : stem(name);
    // A name that says nothing but what it is belongs to its folder.
    const key = path.join(path.dirname(name), own ?? '.');
    const found = cases.get(key) ?? { images: [], masks: [] };
    (mask ? found.masks : found.images).push(name);
    cases.set(key, found);
  }
  if (![...cases.values()].some(({ masks }) => masks.length > 0)) return undefined;
  const alone = [...cases.values()].filter(({ images, masks }) => images.length !== 1 || masks.length !== 1);
  if (alone.length > 0) {
    const files = alone.flatMap(({ images, masks }) => [...images, ...masks]);
    throw new CliError(
      'input',
      `${alone.length} of ${cases.size} cases in '${folder}' have not one scan and one mask: ${nameSome(files)}. A mask goes by ` +
        "the name of its scan with _seg, _mask or _label behind it, or lies beside it as 'mask' or 'segmentation'. Add what is " +
        'missing, or name the pairs with --list.',
    );
  }
  const ids = new Set<string>();
  return [...cases].map(([key, { images, masks }]) => {
    const plain = path.basename(key);
    const id = ids.has(plain) ? key.split(path.sep).join('_') : plain;
    ids.add(id);
    return { id, image: path.join(folder, images[0]), mask: path.join(folder, masks[0]) };
  });
}
