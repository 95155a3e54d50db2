/** Both segmentations of a case on one grid. */
import { CliError } from '../errors.js';
import { nameSome } from '../text/name-some.js';
import { commonGrid, placed } from '../volumes/common-grid.js';
import { type Grid, isBare, isUpright } from '../volumes/grid.js';
import { type LabelVolume, readLabelVolume } from '../volumes/label-volume.js';
import type { MaskSource, VolumePair } from './find-volumes.js';

export interface ReadCaseOptions {
  /** Stored value to label, on both sides. */
  remap?: Readonly<Record<number, number>>;
  /** Numbers of structures, by their names. */
  numbers?: ReadonlyMap<string, number>;
  maxMemory?: number;
}

/** Labels of a case, voxel by voxel. */
export interface VolumeCase {
  prediction: Side;
  truth: Side;
  grid: Grid;
  /** Cubic millimeters of a voxel; undefined where neither file says. */
  voxel?: number;
  notes: string[];
}

export interface Side {
  labels: Uint8Array | Uint16Array;
  /** That occur, in ascending order. */
  values: readonly number[];
}

/** @throws {CliError} `input` for files that cannot be read, grids that differ, and values that are no labels */
export async function readCase(
  { prediction, truth }: Pick<VolumePair, 'prediction' | 'truth'>,
  options: ReadCaseOptions,
): Promise<VolumeCase> {
  const [found, real] = [await readSide(prediction, options), await readSide(truth, options)];
  const common = commonGrid(found, real);
  if (!isUpright(common.grid)) {
    throw new CliError(
      'input',
      `The axes of '${real.file}' are not at right angles, as with a tilted gantry, so that no distances can be measured in it. ` +
        'Resample both volumes to a grid of boxes with nearest neighbor.',
    );
  }
  const bare = isBare(found.grid) !== isBare(real.grid) ? [isBare(found.grid) ? found.file : real.file] : [];
  // Of the truth, as the grid is: what files keep in 32 bits differs in the last places.
  const voxel = real.voxel ?? found.voxel;
  return {
    prediction: { labels: placed(found.labels, common.other, common.grid), values: found.values },
    truth: { labels: placed(real.labels, common.reference, common.grid), values: real.values },
    grid: common.grid,
    ...(voxel === undefined ? {} : { voxel }),
    notes: [
      ...bare.map(
        (file) =>
          `'${file}' says nothing of its place: its voxels are taken to be in the order of the other's.`,
      ),
      ...[found, real].flatMap(({ file, notes }) => notes.map((note) => `'${file}': ${note}`)),
    ],
  };
}

async function readSide(
  source: MaskSource,
  { remap, numbers, maxMemory }: ReadCaseOptions,
): Promise<LabelVolume> {
  const volume =
    source.structures === undefined
      ? await readLabelVolume(source.path, maxMemory)
      : await joinStructures(source, numbers ?? new Map(), maxMemory);
  return remap === undefined || source.structures !== undefined ? volume : remapped(volume, remap);
}

function remapped(volume: LabelVolume, remap: Readonly<Record<number, number>>): LabelVolume {
  const missing = volume.values.find((value) => remap[value] === undefined);
  if (missing !== undefined) {
    throw new CliError(
      'input',
      `'${volume.file}' holds the value ${missing}, which --remap does not name. Say what it means, for example ${missing}=1.`,
    );
  }
  const labels = Uint8Array.from(volume.labels, (value) => remap[value]);
  const values = [...new Set(volume.values.map((value) => remap[value]))].sort((a, b) => a - b);
  return { ...volume, labels, values };
}

/** A mask for each structure as one label map. @throws {CliError} for masks that overlap, differ in grid or are none */
async function joinStructures(
  { path: folder, structures = [] }: MaskSource,
  numbers: ReadonlyMap<string, number>,
  maxMemory: number | undefined,
): Promise<LabelVolume> {
  const named = structures.filter(({ name }) => numbers.has(name));
  if (named.length === 0) {
    throw new CliError('input', `No file in '${folder}' is named after a structure of the other side.`);
  }
  let joined: LabelVolume | undefined;
  for (const { name, file } of named) {
    const mask = await readLabelVolume(file, maxMemory);
    const foreground = mask.values.filter((value) => value !== 0);
    if (foreground.length > 1) {
      throw new CliError(
        'input',
        `'${file}' holds the labels ${foreground.slice(0, 6).join(', ')}. In a folder of structures each file is a mask of 0 and ` +
          'one other value. Put label maps directly into the folders.',
      );
    }
    joined ??= { ...mask, file: folder, labels: new Uint8Array(mask.labels.length), values: [0], notes: [] };
    const common = commonGrid(mask, joined);
    const voxels = placed(mask.labels, common.other, joined.grid);
    if (voxels.length !== joined.labels.length) {
      throw new CliError(
        'input',
        `'${file}' has more slices than the other masks in '${folder}'. Write them on one grid.`,
      );
    }
    const number = numbers.get(name) as number;
    paint(joined, voxels, number, (other) => {
      const [owner] = [...numbers].find(([, each]) => each === other) ?? [''];
      return new CliError(
        'input',
        `Voxels of '${folder}' belong to ${nameSome([owner, name])} at once. Score overlapping structures one by one: give the ` +
          'two folders of the case, whose files are then paired by name.',
      );
    });
    joined.values = [...joined.values, ...(foreground.length > 0 ? [number] : [])];
  }
  const whole = joined as LabelVolume;
  return { ...whole, values: [...whole.values].sort((a, b) => a - b) };
}

function paint(
  { labels }: LabelVolume,
  mask: ArrayLike<number>,
  number: number,
  overlap: (other: number) => CliError,
): void {
  for (let voxel = 0; voxel < labels.length; voxel++) {
    if (mask[voxel] === 0) continue;
    if (labels[voxel] !== 0) throw overlap(labels[voxel]);
    labels[voxel] = number;
  }
}
