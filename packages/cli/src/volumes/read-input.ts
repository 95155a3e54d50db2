/** The volume that an argument names: a file of any format, or a folder with a DICOM study. */

import { stat } from 'node:fs/promises';
import { readPlainFile } from '@miniseg/checkpoints/node';
import {
  type DicomSeries,
  type FileFormat,
  groupDicomSeries,
  type IgnoredFile,
  type NamedBytes,
  type ReadOptions,
  readDicom,
  readSeriesVolume,
  readVolume,
  recognize,
  type Volume,
} from '@miniseg/formats';
import { readFolder, readPath } from '@miniseg/formats/node';
import { CliError } from '../errors.js';
import { isInputError } from '../files/is-input-error.js';
import { memoryFor } from '../files/memory-for.js';
import { isFolder, readable } from '../files/readable.js';
import { nameSome } from '../text/name-some.js';

export interface ReadInputOptions
  extends Pick<ReadOptions, 'array' | 'volume' | 'palette' | 'maxBytes' | 'maxMemory'> {
  /** SeriesInstanceUID, or the number in the list that a folder of several series gives, from 1. */
  series?: string;
  /** Told of what is odd and no error. */
  onRemark: (message: string) => void;
}

/** What a file is by its content; undefined for folders, and for what is of no known format. @throws {CliError} */
export async function formatOf(from: string): Promise<FileFormat | undefined> {
  if (await isFolder(`'${from}'`, from)) return undefined;
  return recognize(await readable(`'${from}'`, readPlainFile(from, { first: HEAD })));
}

/** Enough to know any format, a compressed one too. */
const HEAD = 2 ** 16;

/** @throws {CliError} */
export async function readInput(from: string, options: ReadInputOptions): Promise<Volume> {
  const folder = await isFolder(`'${from}'`, from);
  try {
    if (folder) return await readStudy(from, options);
    if (options.series === undefined) return await readOne(from, options);
  } catch (cause) {
    if (!isInputError(cause)) throw cause;
    const choice = cause.code === 'invalid-argument' ? ' Choose with --array <name> or --volume <n>.' : '';
    throw new CliError('input', `'${from}' cannot be read: ${cause.message}${choice}`, { cause });
  }
  throw new CliError('invalid-argument', `--series chooses in a folder, and '${from}' is a file.`);
}

async function readOne(
  from: string,
  { array, volume, palette, maxBytes, maxMemory, onRemark }: ReadInputOptions,
): Promise<Volume> {
  const { size } = await stat(from);
  const read = await readPath(from, {
    ...{ array, volume, palette, maxBytes },
    maxMemory: memoryToRead(maxMemory, size),
  });
  for (const note of read.notes ?? []) onRemark(note);
  return read;
}

async function readStudy(
  from: string,
  { series, onRemark, array, volume, palette, maxBytes, maxMemory }: ReadInputOptions,
): Promise<Volume> {
  const files = await readFolder(from, { recursive: true });
  const held = files.reduce((sum, { bytes }) => sum + bytes.length, 0);
  if (!files.some(({ bytes }) => recognize(bytes) === 'dicom'))
    return readVolume(files, { array, volume, palette, maxBytes, maxMemory: memoryToRead(maxMemory, held) });
  const { series: found, ignored } = groupDicomSeries(files, { maxBytes });
  const damaged = ignored.find((file) => file.damaged);
  if (damaged) throw damagedSlice(from, damaged);
  await refuseDamaged(
    from,
    files.filter(({ name }) => ignored.some((other) => other.name === name)),
  );
  if (found.length === 0) {
    const [{ name, reason }] = ignored;
    throw new CliError('input', `No file in '${from}' is a DICOM image. ${name}: ${reason}`);
  }
  if (ignored.length > 0) {
    onRemark(`${ignored.length} files are no DICOM images: ${nameSome(ignored.map(({ name }) => name))}.`);
  }
  const chosen = chooseSeries(from, found, series);
  for (const { message } of chosen.issues) onRemark(message);
  return readSeriesVolume(chosen, { maxBytes, maxMemory: memoryToRead(maxMemory, held) - held });
}

/** Half of what the command may have: the volume is written as well. */
const memoryToRead = (maxMemory: number | undefined, bytes: number) => memoryFor(maxMemory, bytes) / 2;

function damagedSlice(from: string, { name, reason }: IgnoredFile): CliError {
  return new CliError(
    'input',
    `'${name}' in '${from}' is damaged: ${withoutCure(reason)} Copy it again, or remove it to do without it.`,
  );
}

/** The reader's reason may end in a part of the cure. */
const withoutCure = (reason: string) => reason.replace(/\s*Copy it again\.$/, '');

/** What holds no image is left out; a damaged file may be a slice, and a volume without it would be wrong. */
async function refuseDamaged(from: string, ignored: readonly NamedBytes[]): Promise<void> {
  for (const { name, bytes } of ignored) {
    if (recognize(bytes) !== 'dicom') continue;
    await readDicom(bytes).catch((cause: unknown) => {
      if (!isInputError(cause)) throw cause;
      if (!['truncated', 'corrupt', 'too-large'].includes(cause.code)) return;
      throw new CliError(
        'input',
        `'${name}' in '${from}' is damaged: ${withoutCure(cause.message)} Copy it again, or remove it to do without it.`,
        { cause },
      );
    });
  }
}

function chooseSeries(from: string, series: DicomSeries[], wanted: string | undefined): DicomSeries {
  // The largest stack of a series comes first.
  const found =
    wanted === undefined && series.length === 1
      ? series[0]
      : (series.find(({ seriesInstanceUID }) => seriesInstanceUID === wanted) ??
        (/^\d+$/.test(wanted ?? '') ? series[Number(wanted) - 1] : undefined));
  if (found) return found;
  const list = series.map(
    ({ seriesInstanceUID, description, shape }, index) =>
      `${index + 1}  ${seriesInstanceUID || 'no UID'}  ${shape.join(' x ')}  ${description || 'no description'}`,
  );
  throw new CliError(
    'invalid-argument',
    `'${from}' holds ${series.length} ${series.length === 1 ? 'series' : 'stacks of slices'}` +
      `${wanted === undefined ? '' : `, and none is '${wanted}'`}. Choose with --series <number or UID>:`,
    { more: list },
  );
}
