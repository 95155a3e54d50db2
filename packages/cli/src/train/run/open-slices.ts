/** The slices that settings name: files of one each, volumes that are cut, or phantoms. */
import type { DatasetItem } from '@miniseg/data';
import { type FoundItems, findItems } from '../../dataset/find-items.js';
import { isVolume } from '../../dataset/is-volume.js';
import type { LeftOut } from '../../dataset/left-out.js';
import { fileItem, memoryToKeep, phantomItems, SliceStore } from '../../dataset/slice-store.js';
import { cutVolumes } from '../../dataset/volume-slices.js';
import { CliError } from '../../errors.js';
import { refuseIdle } from '../../options/effect.js';
import { startProgress } from '../../progress/progress.js';
import type { TrainSettings } from '../settings/settings.js';
import { phantomSplit } from './phantom-split.js';

export interface OpenedSlices {
  name: string;
  store: SliceStore;
  /** Ids. */
  training: string[];
  validation: string[];
  leftOut: LeftOut[];
  /** Files that are no pictures, or hidden. */
  ignored: string[];
  /** What is odd of the volumes, in sentences. */
  remarks: string[];
}

/** Single slices are not read yet; volumes are. @throws {CliError} */
export async function openSlices(settings: TrainSettings, maxMemory?: number): Promise<OpenedSlices> {
  if (settings.phantoms !== undefined) {
    const items = phantomItems(settings.phantoms, settings);
    const store = new SliceStore(items);
    const split = phantomSplit(store.ids, settings);
    return { name: `${items.length} phantoms`, store, ...split, leftOut: [], ignored: [], remarks: [] };
  }
  const found = await findItems(settings);
  const { name, training, validation, remap, leftOut, ignored } = found;
  const ids = (items: readonly { id: string }[]) => items.map(({ id }) => id);
  if (await areVolumes([...training, ...validation])) {
    const cut = await cutAll(found, settings, maxMemory);
    const store = new SliceStore([...cut.training, ...cut.validation], memoryToKeep(maxMemory));
    const lists = { training: ids(cut.training), validation: ids(cut.validation) };
    return { name, store, ...lists, leftOut, ignored, remarks: cut.remarks };
  }
  refuseVolumeSettings(settings);
  const files = [...training, ...validation].map((item) => fileItem(item, remap, { maxMemory }));
  const store = new SliceStore(files, memoryToKeep(maxMemory));
  return { name, store, training: ids(training), validation: ids(validation), leftOut, ignored, remarks: [] };
}

async function cutAll(found: FoundItems, settings: TrainSettings, maxMemory: number | undefined) {
  const progress = startProgress(found.training.length + found.validation.length);
  return cutVolumes({ ...found, maxMemory }, settings, (id, slices) =>
    progress.step(`${id}: ${slices} slices`),
  ).finally(() => progress.stop());
}

/** @throws {CliError} `input` where some files are volumes and others are slices */
async function areVolumes(items: readonly DatasetItem[]): Promise<boolean> {
  let volume: string | undefined;
  let slice: string | undefined;
  for (const { image } of items) {
    if (await isVolume(image)) volume ??= image;
    else slice ??= image;
    if (volume !== undefined && slice !== undefined) {
      throw new CliError(
        'input',
        `'${volume}' is a volume, and '${slice}' a single slice. Train on one kind: leave the others out with --list, or cut the ` +
          "volumes with 'miniseg data convert --slice'.",
      );
    }
  }
  return volume !== undefined;
}

function refuseVolumeSettings(settings: TrainSettings): void {
  const names = (['window', 'range', 'foregroundShare', 'mixedSpacings'] as const).filter(
    (key) => settings[key] !== undefined,
  );
  refuseIdle(new Map(names.map((key) => [key, key])), [
    {
      of: names,
      idle: true,
      says: 'is for volumes, and these are single slices',
      or: "make pictures with 'miniseg data convert'",
    },
  ]);
}
