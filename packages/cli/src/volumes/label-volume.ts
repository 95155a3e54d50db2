/** A volume of labels: whole numbers from 0, of any type that segmentation programs write. */
import { stat } from 'node:fs/promises';
import { type PixelArray, type Volume, voxelVolume } from '@miniseg/formats';
import { readPath } from '@miniseg/formats/node';
import { CliError } from '../errors.js';
import { availableMemory } from '../files/available-memory.js';
import { isInputError } from '../files/is-input-error.js';
import { memoryFor } from '../files/memory-for.js';
import type { NamedGrid } from './grid.js';
import { formatOf } from './read-input.js';

export interface LabelVolume extends NamedGrid {
  labels: Uint8Array | Uint16Array;
  /** The labels that occur, in ascending order. */
  values: number[];
  /** Cubic millimeters of a voxel, where the file says. */
  voxel?: number;
  /** What is odd of the file, in sentences. */
  notes: readonly string[];
}

/** Labels of 16 bits, as ITK-SNAP writes them. */
const MOST = 65_535;
/** More different values than any atlas has, and fewer than a scan. */
const MOST_VALUES = 1024;
/** Bytes for a voxel of each of two volumes: the labels, masks of one of them, their boundaries and distances. */
const PER_VALUE = 16;

/**
 * @param maxMemory of the command; default: three quarters of the machine
 * @throws {CliError} `input` for a file that cannot be read, and for values that are no labels
 */
export async function readLabelVolume(file: string, maxMemory: number | undefined): Promise<LabelVolume> {
  const format = await formatOf(file);
  const volume = await read(file, maxMemory);
  const { data, notes = [], ...grid } = volume;
  const { labels, values } = asLabels(file, data);
  const voxel = voxelVolume(volume);
  return {
    file,
    grid,
    labels,
    values,
    notes,
    sparse: format === 'dicom',
    ...(voxel === undefined ? {} : { voxel }),
  };
}

async function read(file: string, maxMemory: number | undefined): Promise<Volume> {
  try {
    const { size } = await stat(file);
    // Label maps of thousands of slices fit in small files: the size of the file says nothing. Another like it is held beside it.
    const memory = memoryFor(maxMemory ?? 0.75 * availableMemory(), size) / 2;
    const volume = await readPath(file, { maxMemory: memory });
    if (volume.data.length * PER_VALUE <= memory) return volume;
    throw new CliError(
      'input',
      `'${file}' has ${volume.shape.join(' x ')} voxels, for which ${inMebibytes(2 * volume.data.length * PER_VALUE)} are needed and ` +
        `${inMebibytes(2 * memory)} are allowed. Pass a larger --max-memory, on a machine that has it.`,
    );
  } catch (cause) {
    if (!isInputError(cause)) throw cause;
    const choice =
      cause.code === 'invalid-argument'
        ? " 'miniseg data convert' takes one out, with --array or --volume."
        : '';
    throw new CliError('input', `'${file}' cannot be read: ${cause.message}${choice}`, { cause });
  }
}

const inMebibytes = (bytes: number) => `${Math.ceil(bytes / 2 ** 20)} MiB`;

/** @throws {CliError} `input` that names the value, the rule and the cure */
function asLabels(file: string, data: PixelArray): Pick<LabelVolume, 'labels' | 'values'> {
  const seen = new Uint8Array(MOST + 1);
  const wrong = data.findIndex((value: number) => {
    if (!(value >= 0 && value <= MOST) || value !== Math.floor(value)) return true;
    seen[value] = 1;
    return false;
  });
  if (wrong >= 0) throw noLabel(file, data[wrong]);
  const values = Array.from(seen.keys()).filter((value) => seen[value] === 1);
  if (values.length > MOST_VALUES) {
    throw new CliError(
      'input',
      `'${file}' holds ${values.length} different values, from ${values[0]} to ${values.at(-1)}. Labels are at most ` +
        `${MOST_VALUES} whole numbers; is it the scan itself? Give the volume of labels.`,
    );
  }
  if (data instanceof Uint8Array || data instanceof Uint16Array) return { labels: data, values };
  const labels = (values.at(-1) as number) > 255 ? Uint16Array.from(data) : Uint8Array.from(data);
  return { labels, values };
}

function noLabel(file: string, value: number): CliError {
  const [says, cure] =
    value < 0
      ? ['0 or more', 'is it the scan itself? Give the volume of labels.']
      : value > MOST
        ? [`at most ${MOST}`, 'is it the scan itself? Give the volume of labels.']
        : [
            'whole numbers',
            'threshold probabilities first (at 0.5), and resample labels with nearest neighbor.',
          ];
  return new CliError('input', `'${file}' holds ${value}. Labels are ${says}: ${cure}`);
}
