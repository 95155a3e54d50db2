import { checkAnnounced } from '../bytes/limits.js';
import type { NamedBytes } from '../named-bytes.js';
import type { Volume } from '../volume/volume.js';
import { type DicomSeries, type GroupedSeries, groupDicomSeries } from './group-dicom-series.js';
import { imageOf, type ReadDicomOptions } from './read-dicom.js';
import { rescaleFrames, type StoredFrame } from './rescale.js';
import { storedFrames } from './stored-values.js';

/**
 * The volume of one series that {@link groupDicomSeries} found.
 *
 * @throws FormatError of the slice that cannot be decoded; `too-large` for the whole
 */
export async function readSeriesVolume(series: DicomSeries, options: ReadDicomOptions = {}): Promise<Volume> {
  const { files, shape, spacing, origin, direction, unit } = series;
  if (files.length === 1) return imageOf(files[0].header, options);
  const voxels = shape[0] * shape[1] * shape[2];
  checkAnnounced((voxels * files[0].header.bitsAllocated) / 8, options.maxBytes, 'The DICOM series');
  const stored: StoredFrame[] = [];
  for (const { header } of files) {
    for await (const values of storedFrames(header)) stored.push({ values, frame: header.frames[0], header });
  }
  return { data: rescaleFrames(stored, options), shape, spacing, origin, direction, unit };
}

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
  const { series, ignored } = groupDicomSeries(files, options);
  const read: ReadSeries['series'] = [];
  for (const one of series) read.push({ ...one, volume: await readSeriesVolume(one, options) });
  return { series: read, ignored };
}
