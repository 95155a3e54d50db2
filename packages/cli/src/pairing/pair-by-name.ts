/** Images and masks paired by the names of their files. */
import type { DatasetItem } from '@miniseg/data';
import { CliError } from '../errors.js';
import { nameSome } from '../text/name-some.js';
import { haveChannels, withoutChannel } from './channel-names.js';
import { byKey, partnerKey } from './partner-key.js';
import { stem } from './stem.js';

export interface PairedItems {
  /** One for each image, in the order of their names; the id is the image's name without its suffix. */
  items: DatasetItem[];
  masksWithoutImage: string[];
}

/**
 * Pairs as `evaluate` does: by equal names when every mask has its namesake among the images, otherwise by the last
 * number in the names (tr_im_0003.png with tr_mask_3.png). Images named as nnU-Net has them lose the number of their
 * channel.
 *
 * @throws {CliError} when two files of one side could both be meant, or no mask belongs to any image
 */
export function pairByName(images: readonly string[], masks: readonly string[]): PairedItems {
  const channels = haveChannels(images, masks);
  // nnU-Net's images have one channel each, and the case is named without it.
  const name = channels ? withoutChannel : stem;
  const key = channels ? stem : partnerKey(masks, images);
  const imageKey = channels ? withoutChannel : key;
  byKey(images, stem, 'images');
  const imageOf = masks.length > 0 ? byKey(images, imageKey, 'images') : new Map<string, string>();
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
    const mask = maskOf.get(imageKey(image));
    return { id: name(image), image, ...(mask === undefined ? {} : { mask }) };
  });
  return {
    items: items.sort((a, b) => a.id.localeCompare(b.id, 'en', { numeric: true })),
    masksWithoutImage,
  };
}
