import { checkOptions } from '../check-options.js';
import { type DicomSeries, groupDicomSeries } from '../dicom/group-dicom-series.js';
import { isDicom } from '../dicom/parse-dicom.js';
import { type ReadDicomOptions, readDicom } from '../dicom/read-dicom.js';
import { readSeriesVolume } from '../dicom/read-dicom-series.js';
import type { DicomPixelOptions } from '../dicom/rescale.js';
import type { SeriesIssue } from '../dicom/series-issues.js';
import { FormatError } from '../errors.js';
import { isHiddenFile } from '../is-hidden-file.js';
import { decodeJpeg } from '../jpeg/decode-jpeg.js';
import { checkNamedBytes, type NamedBytes } from '../named-bytes.js';
import { readNiftiHeader } from '../nifti/nifti-header.js';
import { cutGzip, isGzip, niftiHead, readNifti } from '../nifti/read-nifti.js';
import { listNpz, readNpz } from '../npy/npz.js';
import { readNpy } from '../npy/read-npy.js';
import { decodePng } from '../png/decode-png.js';
import { readVolumeSafetensors } from '../safetensors/volume-safetensors.js';
import { type FileSource, toBytes, toBytesAsync } from '../to-bytes.js';
import type { Volume } from '../volume/volume.js';
import { checkMemory } from './announced-size.js';
import { chooseArray } from './choose-array.js';
import { recognize } from './recognize.js';
import { volumeFromArray } from './volume-from-array.js';
import { type RasterOptions, volumeFromRaster } from './volume-from-raster.js';

/** Options of `readVolume`, each for the formats that have a use for it. */
export interface ReadOptions extends DicomPixelOptions, RasterOptions {
  /** Bytes of pixels that a file may announce; default 1 GiB. */
  maxBytes?: number;
  /** Bytes that reading may hold at a time: the files, what is decompressed, and the values. Default: as maxBytes allows. */
  maxMemory?: number;
  /** NIfTI files of more than three dimensions: which volume, from 0. */
  volume?: number;
  /** .npz and safetensors files of several arrays: which one. */
  array?: string;
  /** Folders of several DICOM series: SeriesInstanceUID of the one to read (its largest stack). */
  series?: string;
  /** Told of each gap, duplicate or other oddity of the DICOM series that is read. */
  onIssue?: (issue: SeriesIssue) => void;
}

/**
 * A volume from a file or a list of files, whatever the format: it is recognized by content, not by name.
 *
 * One file: NIfTI, DICOM, PNG, JPEG, .npy, .npz or safetensors. Several: the slices of a DICOM series in any order
 * among anything else, or the two files of a NIfTI .hdr/.img pair.
 *
 * @throws {FormatError} `empty`, `unknown-format`, `invalid-argument` where a choice is needed (the message lists what
 * there is), and those of the format's own reader
 * @example
 * const volume = await readVolume(bytes);
 * const scan = await readVolume(await readFolder('study'), { onIssue: ({ message }) => console.warn(message) });
 */
export async function readVolume(
  input: FileSource | NamedBytes[],
  options: ReadOptions = {},
): Promise<Volume> {
  checkOptions('readVolume', options, READ_OPTIONS);
  return readChecked('readVolume', input, options);
}

/** By name, for checks. */
export const READ_OPTIONS = {
  maxBytes: 1,
  maxMemory: 1,
  volume: 1,
  array: 1,
  series: 1,
  onIssue: 1,
  padding: 1,
  monochrome1: 1,
  palette: 1,
} as const;

/** As {@link readVolume}, for a caller that messages name. */
export async function readChecked(
  call: string,
  input: FileSource | NamedBytes[],
  options: ReadOptions,
): Promise<Volume> {
  if (!Array.isArray(input)) return readFile(await toBytesAsync(call, input), options);
  if (input.length === 0) throw new FormatError('empty', 'There are no files to read a volume from.');
  checkNamedBytes(call, input);
  const files = input.map(({ name, bytes }) => ({ name, bytes: toBytes(call, bytes) }));
  const shown = files.filter(({ name }) => !isHiddenFile(name));
  if (files.length === 1 || shown.length === 1) return readFile((shown[0] ?? files[0]).bytes, options);
  if (shown.some(({ bytes }) => isDicom(bytes))) return readSeries(files, options);
  const pair = findPair(shown);
  if (pair) {
    const { volume, maxBytes, maxMemory } = options;
    if (maxMemory !== undefined) checkMemory(pair.header.bytes, maxMemory, { what: pair.header.name });
    return readNifti(pair.header.bytes, { volume, maxBytes, image: pair.image.bytes });
  }
  throw new FormatError(
    'unknown-format',
    `The ${shown.length} files are neither a DICOM series nor a NIfTI pair; read files that hold a volume each one by one.`,
  );
}

async function readFile(bytes: Uint8Array, options: ReadOptions): Promise<Volume> {
  if (bytes.length === 0) throw new FormatError('empty', 'The file is empty.');
  const { maxBytes, maxMemory, volume, array, palette } = options;
  if (maxMemory !== undefined) checkMemory(bytes, maxMemory);
  switch (recognize(bytes)) {
    case 'dicom':
      return readDicom(bytes, dicomOptions(options));
    case 'nifti':
      return readNifti(bytes, { volume, maxBytes });
    case 'png':
      return volumeFromRaster(decodePng(bytes, { maxBytes }), { palette });
    case 'jpeg':
      return volumeFromRaster(await decodeJpeg(bytes, { maxBytes }));
    case 'npy':
      return volumeFromArray(readNpy(bytes, { maxBytes }));
    case 'npz': {
      const name = chooseArray(listNpz(bytes), array, 'The .npz archive');
      const arrays = readNpz(bytes, { maxBytes, names: [name] });
      return volumeFromArray([...arrays.values()][0]);
    }
    case 'safetensors':
      return readVolumeSafetensors(bytes, { array });
    case undefined: {
      if (isGzip(bytes) && niftiHead(bytes).length < 12) throw cutGzip(bytes);
      const start = Array.from(bytes.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
      throw new FormatError(
        'unknown-format',
        `The file begins ${start}; DICOM, NIfTI, PNG, JPEG, .npy, .npz and safetensors can be read.`,
      );
    }
  }
}

function dicomOptions({ maxBytes, maxMemory, padding, monochrome1 }: ReadOptions): ReadDicomOptions {
  return { maxBytes, maxMemory, padding, monochrome1 };
}

async function readSeries(files: NamedBytes[], options: ReadOptions): Promise<Volume> {
  const { series, ignored } = groupDicomSeries(files, { maxBytes: options.maxBytes });
  if (series.length === 0) {
    throw new FormatError(
      'unsupported',
      `None of the ${files.length} files is a DICOM image that can be read. ${ignored[0].name}: ${ignored[0].reason}`,
    );
  }
  const chosen = chooseSeries(series, options.series);
  for (const issue of chosen.issues) options.onIssue?.(issue);
  const volume = await readSeriesVolume(chosen, dicomOptions(options));
  // A damaged slice leaves a gap; what holds no image leaves nothing.
  const lost = ignored.filter(({ damaged }) => damaged);
  if (lost.length === 0) return volume;
  const notes = lost.map(({ name, reason }) => `${name} was left out: ${reason}`);
  return { ...volume, notes: [...(volume.notes ?? []), ...notes] };
}

function chooseSeries(series: DicomSeries[], wanted: string | undefined): DicomSeries {
  if (wanted === undefined && series.length === 1) return series[0];
  // The largest stack comes first.
  const found = series.find(({ seriesInstanceUID }) => seriesInstanceUID === wanted);
  if (found) return found;
  const list = series.map(
    ({ seriesInstanceUID, description, shape }) =>
      `${seriesInstanceUID} (${description || 'no description'}, ${shape.join(' x ')})`,
  );
  throw new FormatError(
    'invalid-argument',
    `The files hold ${series.length} stacks of slices; pass { series } with the UID of one, or use groupDicomSeries: ${list.join('; ')}.`,
  );
}

function findPair(files: NamedBytes[]): { header: NamedBytes; image: NamedBytes } | undefined {
  if (files.length !== 2) return undefined;
  const header = files.find(
    ({ bytes }) => recognize(bytes) === 'nifti' && !readNiftiHeader(niftiHead(bytes)).single,
  );
  const image = files.find((file) => file !== header);
  return header && image ? { header, image } : undefined;
}
