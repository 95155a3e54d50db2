/** Images and masks paired by the names of their files. */
import type { DatasetItem } from '@miniseg/data';
import { CliError } from '../errors.js';
import { nameSome } from '../evaluate/name-some.js';
import { lastNumber } from './last-number.js';
import { stem } from './stem.js';

export interface PairedItems {
  /** One for each image, in the order of their names; the id is the image's name without its suffix. */
  items: DatasetItem[];
  masksWithoutImage: string[];
}

/**
 * Pairs as `evaluate` does: by equal names when every mask has its namesake among the images, otherwise by the last
 * number in the names (tr_im_0003.png with tr_mask_3.png).
 *
 * @throws CliError when two files of one side could both be meant, or no mask belongs to any image
 */
export function pairByName(images: readonly string[], masks: readonly string[]): PairedItems {
  const names = new Set(images.map(stem));
  const key = masks.every((file) => names.has(stem(file))) ? stem : numberOrStem;
  byKey(images, stem, 'images');
  const imageOf = masks.length > 0 ? byKey(images, key, 'images') : new Map<string, string>();
  const maskOf = byKey(masks, key, 'masks');
  const masksWithoutImage = masks.filter((file) => !imageOf.has(key(file)));
  if (masks.length > 0 && masksWithoutImage.length === masks.length) {
    throw new CliError(
      'input',
      `None of the ${masks.length} masks belongs to one of the ${images.length} images: ${nameSome(masks)}. Files belong ` +
        'together when their names are equal or end in the same number; name the pairs with --list otherwise.',
    );
  }
  const items = images.map((image) => {
    const mask = maskOf.get(key(image));
    return { id: stem(image), image, ...(mask === undefined ? {} : { mask }) };
  });
  return {
    items: items.sort((a, b) => a.id.localeCompare(b.id, 'en', { numeric: true })),
    masksWithoutImage,
  };
}

/** 3 and 0003 are one number. */
const numberOrStem = (file: string) => lastNumber(stem(file))?.replace(/^0+(?=\d)/, '') ?? stem(file);

function byKey(files: readonly string[], key: (file: string) => string, side: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const file of files) {
    const shared = key(file);
    const other = found.get(shared);
    if (other !== undefined) {
      throw new CliError(
        'input',
        `Two ${side}, '${other}' and '${file}', both go by '${shared}'. Rename or remove one of them, or name the pairs ` +
          'with --list.',
      );
    }
    found.set(shared, file);
  }
  return found;
}
