import { orientationOf } from '@miniseg/data';
import {
  type DicomSeries,
  groupDicomSeries,
  type NamedBytes,
  readDicom,
  readGreySlice,
  readSeriesVolume,
  readVolume,
  type Volume,
  volumeFromArray,
} from '@miniseg/formats';
import { ScanError } from '../errors.js';
import { baseName } from '../sort/image-name.js';
import type { ImageSource } from '../sort/image-source.js';
import { readSources } from '../sort/read-sources.js';
import { axialView } from '../view/axial-view.js';
import { type GreyScale, type GreyScaleOptions, greyScale } from '../view/grey-scale.js';
import { hasOwnGrid } from '../view/has-own-grid.js';
import { noNumbers } from './no-numbers.js';
import { pictureValues } from './picture-values.js';
import type { ScanInput } from './scan-input.js';
import { type Slices, slicesOf } from './slices.js';
import type { Study } from './study.js';

export interface ReadStudyOptions extends GreyScaleOptions {
  /** Read the slices of an axial DICOM series one by one when they are asked for, so that a long one takes no memory. */
  streamed?: boolean;
  /** Keep the bytes of a DICOM series, for a DICOM segmentation. Default true. */
  keepSeries?: boolean;
}

/**
 * Reads an input of any kind and turns it to axial slices, with all that its results need to be written.
 *
 * @param input One of `sortImages` and {@link ScanInput}; the files of one volume, series or picture.
 * @throws {ScanError} `unsupported` for files without an image; FormatError that says what is wrong with a file
 * @example
 * const study = await readStudy({ kind: 'nifti', files: [source], notes: [] });
 * const slice = await networkSlice(study, 0, { trainedSize: 512 });
 */
export async function readStudy(
  input: Pick<ScanInput, 'kind' | 'files' | 'notes'>,
  options: ReadStudyOptions = {},
): Promise<Study> {
  const { kind, files, notes } = input;
  if (kind === 'dicom') return readSeries(input, options);
  if (kind === 'picture') return readPicture(input, options);
  const [first] = files;
  const volume = first.volume ? await first.volume() : await readVolume(await bytesOf(files));
  return studyOf(kind, volume, options, {
    knownSpacing: isKnown(volume) && (kind !== 'array' || hasOwnGrid(volume)),
    notes: [...notes, ...(volume.notes ?? [])],
  });
}

async function bytesOf(files: readonly ImageSource[]): Promise<Uint8Array | NamedBytes[]> {
  const named = await readSources(files);
  return named.length === 1 ? named[0].bytes : named;
}

async function readPicture(
  { files, notes }: Pick<ScanInput, 'files' | 'notes'>,
  options: GreyScaleOptions,
): Promise<Study> {
  const slice = await readGreySlice(await files[0].bytes());
  const { data, grey, white } = pictureValues(slice, options);
  const volume = volumeFromArray({ data, shape: [slice.height, slice.width] });
  return studyOf('picture', volume, options, { knownSpacing: false, notes, grey, white });
}

async function readSeries(
  { files, notes }: Pick<ScanInput, 'files' | 'notes'>,
  options: ReadStudyOptions,
): Promise<Study> {
  const { series, ignored } = groupDicomSeries(await readSources(files));
  if (series.length === 0) throw new ScanError('unsupported', ignored[0].reason);
  const [stack] = series;
  const { seriesInstanceUID, issues } = stack;
  const shortNames = (message: string) =>
    files.reduce((text, { name }) => text.replaceAll(name, baseName(name)), message);
  const more = {
    ...(seriesInstanceUID ? { seriesInstanceUID } : {}),
    ...(options.keepSeries === false ? {} : { series: stack }),
    knownSpacing: isKnown(stack),
    notes: [...new Set([...notes, ...issues.map(({ message }) => shortNames(message))])],
  };
  if (!options.streamed || !isReadableAlone(stack, options)) {
    return studyOf('dicom', await readSeriesVolume(stack), options, more);
  }
  const { shape, spacing, origin, direction, unit } = stack;
  const slice = sliceReader(stack, files);
  const volume: Volume = { data: new Int16Array(0), shape, spacing, origin, direction, unit };
  return studyOf('dicom', volume, options, { ...more, slice });
}

/** Whether every spacing is the file's own: no length and no volume is told from a placeholder. */
function isKnown({ assumedSpacing = [false, false, false] }: Pick<Volume, 'assumedSpacing'>): boolean {
  return !assumedSpacing.includes(true);
}

/** Where the meaning of the values is known, every slice has a file, and nothing is to be turned. */
function isReadableAlone(stack: DicomSeries, { window }: GreyScaleOptions): boolean {
  const { files, shape, unit, issues } = stack;
  const regular = issues.every(({ kind }) => kind !== 'gap' && kind !== 'uneven');
  return (
    regular &&
    files.length > 1 &&
    files.length === shape[0] &&
    (unit === 'HU' || window !== undefined) &&
    orientationOf(stack) === 'LPS'
  );
}

/** Apart from the grouping, whose bytes of all files it must not keep. */
function sliceReader({ files }: DicomSeries, sources: readonly ImageSource[]): Slices['slice'] {
  const byName = new Map(sources.map((source) => [source.name, source]));
  const inOrder = files.map(({ name }) => byName.get(name) as ImageSource);
  return async (index) => (await readDicom(await inOrder[index].bytes())).data;
}

type More = Pick<Study, 'knownSpacing' | 'series' | 'seriesInstanceUID' | 'white' | 'notes'> & {
  grey?: GreyScale;
  slice?: Slices['slice'];
};

function studyOf(
  kind: Study['kind'],
  volume: Volume,
  options: GreyScaleOptions,
  { grey = greyScale(volume, options), slice, notes, ...more }: More,
): Study {
  const { volume: turned, notes: turns, ...view } = axialView(volume);
  const { data: _, ...grid } = volume;
  const slices = { ...slicesOf(turned), ...(slice ? { slice } : {}) };
  return {
    kind,
    grid,
    slices,
    view,
    grey,
    ...more,
    notes: [...notes, ...grey.notes, ...noNumbers(volume.data), ...turns],
  };
}
