/** The arguments and options of every command that reads a data set. */
import type { Command } from 'commander';
import type { EffectRule } from '../options/effect.js';
import { maxMemoryOption, remapOption } from '../options/shared.js';

export const DATASET_HELP = `
Images and masks are files of any format that can be read, one item each, directly in the folders. They are paired by
equal names, otherwise by the last number in their names (tr_im_0003.png, tr_mask_0003.png). A list is CSV with the
columns image,mask (and id, group, split) or JSON [{"image": ..., "mask": ...}]; its names are relative to the given
folders, or to the list's own. An item's id is its image's name without suffix, or the list's id.
Masks hold labels: 0 background, 1 infection, 255 ignored; of palette images the index counts.`;

/** A command that reads a data set. */
export function datasetCommand(data: Command, name: string, description: string): Command {
  return data
    .command(name)
    .description(description)
    .argument('[images]', 'folder of images, or one file')
    .argument('[masks]', 'folder of masks, or one file')
    .option('--list <file>', 'the items, as CSV or JSON')
    .addOption(remapOption())
    .addOption(maxMemoryOption());
}

/** Of a call whose items have no masks. */
export const remapNeedsMasks = (masks: string | undefined, { list }: { list?: string }): EffectRule => ({
  of: ['remap'],
  idle: masks === undefined && list === undefined,
  says: 'is for masks, and none are named',
});
