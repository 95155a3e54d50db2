import { checkAnnounced, checkHeld } from '../bytes/limits.js';
import { checkOptions } from '../check-options.js';
import { FormatError } from '../errors.js';
import type { NamedBytes } from '../named-bytes.js';
import type { Volume } from '../volume/volume.js';
import { checkSeries, type DicomSeries, type GroupedSeries, groupDicomSeries } from './group-dicom-series.js';
import { pixelValues } from './pixel-values.js';
import { bytesHeld, DICOM_OPTIONS, imageOf, type ReadDicomOptions } from './read-dicom.js';
import type { StoredFrame } from './rescale.js';
import { spreadSlices } from './spread-slices.js';
import { storedFrames } from './stored-values.js';

/**
 * The volume of one series that {@link groupDicomSeries} found, on the series' grid: slices that were not acquired hold
 * the lowest value of the others.
 *
 * @throws {FormatError} of the slice that cannot be decoded; `too-large` for the whole
 */
export async function readSeriesVolume(series: DicomSeries, options: ReadDicomOptions = {}): Promise<Volume> {
  checkOptions('readSeriesVolume', options, DICOM_OPTIONS);
  checkSeries('readSeriesVolume', series);
  const { files, slices, shape, spacing, origin, direction, assumedSpacing, issues } = series;
  const notes = issues.map(({ message }) => message);
  const told = notes.length > 0 ? { notes } : {};
  if (files.length === 1) return { ...(await imageOf(files[0].header, options)), ...told };
  const [, rows, columns] = shape;
  const voxels = shape[0] * rows * columns;
  checkAnnounced((voxels * files[0].header.bitsAllocated) / 8, options.maxBytes, 'The DICOM series');
  checkHeld(
    voxels * bytesHeld(files[0].header.bitsAllocated),
    options.maxMemory,
    `The DICOM series announces ${shape.join(' x ')} values`,
  );
  const stored: StoredFrame[] = [];
  for (const { name, header } of files) {
    for await (const values of named(name, storedFrames(header))) {
      stored.push({ values, frame: header.frames[0], header });
    }
  }
  const { data, unit } = pixelValues(stored, options);
  return {
    data: spreadSlices(
      data,
      rows * columns,
      slices.map((slice) => slice?.file),
    ),
    shape,
    spacing,
    origin,
    direction,
    unit,
    ...(assumedSpacing ? { assumedSpacing } : {}),
    ...told,
  };
}

/** What goes wrong in one of many files is told with its name. */
async function* named<Item>(name: string, items: AsyncGenerator<Item>): AsyncGenerator<Item> {
  try {
    yield* items;
  } catch (error) {
    if (!FormatError.isInstance(error)) throw error;
    throw new FormatError(error.code, `${name}: ${error.message}`, { cause: error });
  }
}

/** As {@link GroupedSeries}, each series with its volume. */
export interface ReadSeries extends GroupedSeries {
  series: (DicomSeries & { volume: Volume })[];
}

/**
 * Every volume in a folder's files: {@link groupDicomSeries}, with the pixels of all series decoded.
 *
 * @example
 * const { series } = await readDicomSeries(await readFolder('study'));
 * const { volume, issues } = series[0];
 */
export async function readDicomSeries(
  files: NamedBytes[],
  options: ReadDicomOptions = {},
): Promise<ReadSeries> {
  checkOptions('readDicomSeries', options, DICOM_OPTIONS);
  const { series, ignored } = groupDicomSeries(files, { maxBytes: options.maxBytes });
  const read: ReadSeries['series'] = [];
  for (const one of series) read.push({ ...one, volume: await readSeriesVolume(one, options) });
  return { series: read, ignored };
}
