/** A scan and its mask as axial slices: grey as `segment` sees them, labels in the same places. */
import { stat } from 'node:fs/promises';
import type { DatasetItem } from '@miniseg/data';
import type { PixelArray, Volume } from '@miniseg/formats';
import { readPath } from '@miniseg/formats/node';
import { axialView, type GreyScale, greyPixels } from '@miniseg/scan';
import { CliError } from '../errors.js';
import { availableMemory } from '../files/available-memory.js';
import { isInputError } from '../files/is-input-error.js';
import { memoryFor } from '../files/memory-for.js';
import { sha256 } from '../files/sha256.js';
import { commonGrid, placed } from '../volumes/common-grid.js';
import { type GreyScaleOptions, greyScale } from '../volumes/grey-scale.js';
import { type LabelVolume, readLabelVolume } from '../volumes/label-volume.js';
import { IGNORED_LABEL } from './ignored-label.js';

export interface LabeledVolume {
  /** [slices, rows, columns] of the axial view. */
  shape: [number, number, number];
  /** Millimeters in the same order; undefined where the file does not say. */
  spacing?: readonly number[];
  grey(slice: number): Uint8Array;
  labels(slice: number): Uint8Array;
  /** Whether the slice has findings: a label that is neither background nor ignored. */
  marked(slice: number): boolean;
  /** Of the voxels of both, and how they lie. */
  sha256: string;
  /** Of the scan's voxels, however the file keeps them. */
  imageSha256: string;
  scale: GreyScale;
  notes: string[];
}

export interface LabeledVolumeOptions extends Pick<GreyScaleOptions, 'window' | 'range'> {
  remap?: Readonly<Record<number, number>>;
  /** The values are known to be Hounsfield units. */
  hounsfield?: boolean;
  /** Of the command; default: three quarters of the machine. */
  maxMemory?: number;
}

/** @throws {CliError} `input` that names the file, for what cannot be read, a mask of another grid, and labels that are none */
export async function readLabeledVolume(
  item: DatasetItem,
  { remap, hounsfield, window, range, maxMemory }: LabeledVolumeOptions,
): Promise<LabeledVolume> {
  const mask = await readLabelVolume(item.mask as string, maxMemory);
  const image = await readScan(item.image, maxMemory);
  const common = commonGrid(
    mask,
    { file: item.image, grid: image },
    'A mask lies on the grid of its scan: check that they belong together, or resample the mask with nearest neighbor.',
  );
  if (common.grid.shape.join() !== image.shape.join()) {
    throw new CliError(
      'input',
      `'${mask.file}' reaches beyond '${item.image}'. Check that they belong together, or cut the mask to the scan.`,
    );
  }
  const labels = bytesOf(mask, remap);
  const view = axialView({ ...image, ...(hounsfield ? { unit: 'HU' as const } : {}) });
  const marks = axialView({
    ...image,
    data: placed(labels, common.other, common.grid),
    unit: 'unknown',
  }).volume;
  const scale = scaleOf(item.image, view.volume, { window, range });
  const pixels = greyPixels(scale.range);
  const [, rows, columns] = view.volume.shape;
  const area = rows * columns;
  const part = <Data extends PixelArray>(data: Data, slice: number) =>
    data.subarray(slice * area, (slice + 1) * area) as Data;
  const { assumedSpacing, spacing } = view.volume;
  const imageSha256 = sha256(bytesIn(image.data));
  const lie = JSON.stringify([image.shape, image.direction]);
  return {
    shape: view.volume.shape,
    ...(assumedSpacing?.some(Boolean) ? {} : { spacing }),
    grey: (slice) => pixels(part(view.volume.data, slice)),
    labels: (slice) => Uint8Array.from(part(marks.data, slice)),
    marked: (slice) => part(marks.data as Uint8Array, slice).some(isFinding),
    sha256: sha256(Buffer.from([imageSha256, sha256(labels), lie].join(' '))),
    imageSha256,
    scale,
    notes: [...(image.notes ?? []), ...view.notes, ...scale.notes],
  };
}

const bytesIn = ({ buffer, byteOffset, byteLength }: PixelArray) =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** Whether a label is neither background nor ignored. */
export const isFinding = (label: number | undefined): boolean =>
  label !== undefined && label !== 0 && label !== IGNORED_LABEL;

async function readScan(file: string, maxMemory: number | undefined): Promise<Volume> {
  try {
    const { size } = await stat(file);
    // The scan, its axial view and the labels are held together.
    const memory = memoryFor(maxMemory ?? 0.75 * availableMemory(), size) / 4;
    return await readPath(file, { maxMemory: memory });
  } catch (cause) {
    if (!isInputError(cause)) throw cause;
    throw new CliError('input', `'${file}' cannot be read: ${cause.message}`, { cause });
  }
}

function scaleOf(
  file: string,
  volume: Volume,
  options: Pick<GreyScaleOptions, 'window' | 'range'>,
): GreyScale {
  try {
    return greyScale(volume, options);
  } catch (cause) {
    if (!isInputError(cause)) throw cause;
    throw new CliError('input', `'${file}' cannot be used: ${cause.message}`, { cause });
  }
}

/** Labels as bytes, in the numbers that are meant. @throws {CliError} for one that `remap` does not name, or above 255 */
function bytesOf({ file, labels, values }: LabelVolume, remap: LabeledVolumeOptions['remap']): Uint8Array {
  if (remap === undefined) {
    const largest = values.at(-1) ?? 0;
    if (largest > 255) {
      throw new CliError(
        'input',
        `'${file}' holds the label ${largest}; labels are at most 255. Say what it means with --remap.`,
      );
    }
    return labels instanceof Uint8Array ? labels : Uint8Array.from(labels);
  }
  const missing = values.find((value) => remap[value] === undefined);
  if (missing !== undefined) {
    throw new CliError(
      'input',
      `'${file}' holds the label ${missing}, and it is not said what it means. Name it in --remap, for example ${missing}=1.`,
    );
  }
  return Uint8Array.from(labels, (value) => remap[value]);
}
