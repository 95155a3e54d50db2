import { orientationOf } from '@miniseg/data/prepare';
import {
  type DicomSeries,
  groupDicomSeries,
  type NamedBytes,
  readDicom,
  readSeriesVolume,
  readVolume,
  type Volume,
  volumeFromArray,
} from '@miniseg/formats';
import { check } from '../check-options.js';
import { ScanError } from '../errors.js';
import { baseName } from '../sort/image-name.js';
import type { ImageSource } from '../sort/image-source.js';
import { readSources } from '../sort/read-sources.js';
import { axialView } from '../view/axial-view.js';
import { checkGreyOptions, type GreyScale, type GreyScaleOptions, greyScale } from '../view/grey-scale.js';
import { hasOwnGrid } from '../view/has-own-grid.js';
import { checkFiles } from './check-input.js';
import { checkSeriesMemory, checkStudyMemory } from './check-memory.js';
import { isDeepPicture } from './is-deep-picture.js';
import { readShades } from './read-shades.js';
import type { ScanInput } from './scan-input.js';
import { type Slices, slicesOf } from './slices.js';
import type { Study } from './study.js';

/** For {@link readStudy}: how values are shown, and what is kept in memory. */
export interface ReadStudyOptions extends GreyScaleOptions {
  /** Read the slices of an axial DICOM series one by one when they are asked for, so that a long one takes no memory. */
  streamed?: boolean;
  /** Bytes of pixels that the input may announce; default 1 GiB. */
  maxBytes?: number;
  /**
   * Bytes that may be held at a time, from reading the input to the files of its results; an input that needs more is refused
   * before its pixels are read. Default: as `maxBytes` allows.
   */
  maxMemory?: number;
  /** A sentence after that refusal: how the user of a program can have more. Default: names `maxMemory`. */
  memoryCure?: string;
  /** Keep the bytes of a DICOM series, for a DICOM segmentation. Default true. */
  keepSeries?: boolean;
}

const OPTIONS = {
  window: 1,
  range: 1,
  cures: 1,
  streamed: 1,
  maxBytes: 1,
  maxMemory: 1,
  memoryCure: 1,
  keepSeries: 1,
} as const;

/**
 * Reads an input of any kind and turns it to axial slices, with all that its results need to be written.
 *
 * @param input One of `sortImages` and {@link ScanInput}; the files of one volume, series or picture.
 * @throws {ScanError} `invalid-argument` for what is no input, and an option that does not exist; `unsupported` for files without an image, and DICOM images in color; FormatError that says what is wrong with a file
 * @example
 * const study = await readStudy({ kind: 'nifti', files: [source], notes: [] });
 * const { data, white } = await networkSlices(study)(0);
 */
export async function readStudy(
  input: Pick<ScanInput, 'kind' | 'files' | 'notes'>,
  options: ReadStudyOptions = {},
): Promise<Study> {
  checkGreyOptions('readStudy', options, OPTIONS);
  const { kind, files, notes } = input ?? {};
  checkFiles(files);
  check(Array.isArray(notes), 'notes of the input', notes, 'they are a list of sentences');
  const limit = limitOf(options);
  await checkStudyMemory(input, options);
  if (kind === 'dicom') return readSeries(input, options);
  if (kind === 'picture') return readPicture(input, options);
  const [first] = files;
  const volume = first.volume ? await first.volume(limit) : await readVolume(await bytesOf(files), limit);
  return studyOf(kind, volume, options, {
    knownSpacing: isKnown(volume) && (kind !== 'array' || hasOwnGrid(volume)),
    notes: [...notes, ...(volume.notes ?? [])],
  });
}

const limitOf = ({ maxBytes }: ReadStudyOptions) => ({ maxBytes });

async function bytesOf(files: readonly ImageSource[]): Promise<Uint8Array | NamedBytes[]> {
  const named = await readSources(files);
  return named.length === 1 ? named[0].bytes : named;
}

async function readPicture(
  { files, notes }: Pick<ScanInput, 'files' | 'notes'>,
  options: GreyScaleOptions,
): Promise<Study> {
  const bytes = await files[0].bytes();
  const { range } = options;
  const common = { knownSpacing: false, notes };
  if (range && isDeepPicture(bytes)) {
    const grey: GreyScale = { range, hounsfield: false, notes: [] };
    return studyOf('picture', await readVolume(bytes), options, { ...common, grey });
  }
  const {
    data,
    width,
    height,
    white,
    notes: told = [],
  } = await readShades(bytes, { window: options.window, cures: options.cures });
  const guessed = told.length > 0 ? { guessed: 'hounsfield' as const } : {};
  const grey: GreyScale = { range: [0, white], hounsfield: false, ...guessed, notes: told };
  const volume = volumeFromArray({ data, shape: [height, width] });
  return studyOf('picture', volume, options, { ...common, grey, white });
}

async function readSeries(
  { files, notes }: Pick<ScanInput, 'files' | 'notes'>,
  options: ReadStudyOptions,
): Promise<Study> {
  const { series, ignored } = groupDicomSeries(await readSources(files), limitOf(options));
  if (series.length === 0) throw new ScanError('unsupported', ignored[0].reason);
  const [stack] = series;
  refuseColor(stack);
  checkSeriesMemory(stack, files, options);
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
    return studyOf('dicom', await readSeriesVolume(stack, limitOf(options)), options, more);
  }
  const { shape, spacing, origin, direction, unit, assumedSpacing } = stack;
  const slice = sliceReader(stack, files, limitOf(options));
  const grid = { shape, spacing, origin, direction, unit, ...(assumedSpacing ? { assumedSpacing } : {}) };
  const volume: Volume = { ...grid, data: new Int16Array(0) };
  return studyOf('dicom', volume, options, { ...more, slice });
}

/** Screen shots and drawn results are in color; their shades are no measured values. */
function refuseColor({ files: [{ header }] }: DicomSeries): void {
  if (header.samples === 1) return;
  throw new ScanError(
    'unsupported',
    `The DICOM image is in color (${header.photometric}), as screen shots and drawn results are; a CT slice must be grey. Choose the series that the scanner made.`,
  );
}

/** Whether every spacing is the file's own: no length and no volume is told from a placeholder. */
function isKnown({ assumedSpacing = [false, false, false] }: Pick<Volume, 'assumedSpacing'>): boolean {
  return !assumedSpacing.includes(true);
}

/** Where the meaning of the values is known, every slice has a file, and nothing is to be turned. */
function isReadableAlone(stack: DicomSeries, { window }: GreyScaleOptions): boolean {
  const { files, slices, unit } = stack;
  return (
    files.length > 1 &&
    slices.every((slice) => slice !== undefined) &&
    (unit === 'HU' || window !== undefined) &&
    orientationOf(stack) === 'LPS'
  );
}

/** Apart from the grouping, whose bytes of all files it must not keep. */
function sliceReader(
  { files, slices }: DicomSeries,
  sources: readonly ImageSource[],
  limit: { maxBytes?: number },
): Slices['slice'] {
  const byName = new Map(sources.map((source) => [source.name, source]));
  const names = slices.map((slice) => files[slice?.file ?? 0].name);
  return async (index) =>
    (await readDicom(await (byName.get(names[index]) as ImageSource).bytes(), limit)).data;
}

type More = Pick<Study, 'knownSpacing' | 'series' | 'seriesInstanceUID' | 'white' | 'notes'> & {
  grey?: GreyScale;
  slice?: Slices['slice'];
};

function studyOf(
  kind: Study['kind'],
  volume: Volume,
  options: GreyScaleOptions,
  { grey = greyScale(volume, greyOptions(options)), slice, notes, ...more }: More,
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
    notes: [...notes, ...grey.notes, ...turns],
  };
}

function greyOptions({ window, range, cures }: GreyScaleOptions): GreyScaleOptions {
  return { window, range, cures };
}
