/** `miniseg data preview`: a data set, or what augmentation makes of it, on one sheet. */
import { previewDataset } from '@miniseg/data/files';
import { encodePng } from '@miniseg/formats';
import { readBytes, writeFileAtomic } from '@miniseg/formats/node';
import { type AugmentationName, augmentedSheet } from '../../dataset/augmented-sheet.js';
import { collectItems } from '../../dataset/collect-items.js';
import { checkItemTargets } from '../../overwrite/check-item-targets.js';

export interface PreviewCommandOptions {
  out: string;
  list?: string;
  count?: number;
  tile: number;
  augment?: AugmentationName;
  seed: number;
  remap?: Record<number, number>;
  overwrite: boolean;
}

/** @throws CliError or DataError before anything is written */
export async function previewCommand(
  images: string | undefined,
  masks: string | undefined,
  options: PreviewCommandOptions,
): Promise<void> {
  const { out, list, augment, count, tile, seed, remap, overwrite } = options;
  const { items } = await collectItems({ images, masks, list });
  await checkItemTargets([out], items, { overwrite, others: [list] });
  const sheet =
    augment === undefined
      ? await previewDataset(items, { read: readBytes, count, seed, tile, remap })
      : await augmentedSheet(items, { augment, count, seed, tile, remap });
  await writeFileAtomic(out, encodePng(sheet));
  process.stdout.write(`Wrote ${out}: ${sheet.width} x ${sheet.height} pixels.\n`);
}
