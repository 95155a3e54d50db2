import { FormatError } from '../errors.js';
import type { NamedBytes } from '../named-bytes.js';
import type { Volume } from '../volume/volume.js';
import { type DicomHeader, readDicomHeader } from './dicom-header.js';
import { frameOrder } from './frame-order.js';
import { isSegmentation } from './label-map.js';
import { findSeriesIssues, type SeriesFile, type SeriesIssue } from './series-issues.js';
import { frameAxes, positionAlong, SAME_POSITION, stackGeometry } from './slice-stack.js';

/** Slices that make one volume, in order along their normal. Pixels are not decoded yet. */
export interface DicomSeries extends Pick<Volume, 'shape' | 'spacing' | 'origin' | 'direction' | 'unit'> {
  seriesInstanceUID: string;
  studyInstanceUID: string;
  description: string;
  modality: string;
  /** Files in the order of the slices; a multi-frame file is a series of its own. */
  files: SeriesFile[];
  issues: SeriesIssue[];
}

export interface GroupedSeries {
  /** The series with the most slices first. */
  series: DicomSeries[];
  /** Files that are no DICOM images, with the reason. */
  ignored: { name: string; reason: string }[];
}

/**
 * Sorts the files of a folder into series: by SeriesInstanceUID, then, where a series mixes sizes or orientations
 * (a localizer among the slices), into stacks. File names do not matter.
 *
 * The slices of a stack are ordered by position along the normal of their planes. Gaps, duplicates and uneven
 * spacing are reported in `issues`; files that are no DICOM images are listed and not fatal.
 *
 * @example
 * const { series, ignored } = groupDicomSeries(files);
 * for (const { description, shape, issues } of series) console.log(description, shape, issues);
 */
export function groupDicomSeries(files: NamedBytes[], options: { maxBytes?: number } = {}): GroupedSeries {
  const ignored: GroupedSeries['ignored'] = [];
  const stacks = new Map<string, SeriesFile[][]>();
  for (const { name, bytes } of files) {
    try {
      const header = readDicomHeader(bytes, options.maxBytes);
      if (isSegmentation(header)) {
        ignored.push({
          name,
          reason: 'The file is a segmentation object; read it by itself, with readDicom.',
        });
        continue;
      }
      // Refuses frames that make no stack.
      frameOrder(header);
      const key = stackKey(header);
      const candidates = stacks.get(key) ?? [];
      stacks.set(key, candidates);
      const stack = candidates.find(([first]) => isParallel(first.header, header));
      if (stack) stack.push({ name, header });
      else candidates.push([{ name, header }]);
    } catch (error) {
      if (!FormatError.isInstance(error)) throw error;
      ignored.push({ name, reason: error.message });
    }
  }
  const series = [...stacks.values()]
    .flat()
    .map(orderStack)
    .sort((one, other) => other.shape[0] - one.shape[0]);
  for (const stack of series) {
    const others = series.filter(
      (other) => other !== stack && other.seriesInstanceUID === stack.seriesInstanceUID,
    );
    if (others.length === 0) continue;
    stack.issues.push({
      kind: 'mixed-geometry',
      message: `The series has ${others.length} more stack(s) of other size, spacing or orientation: ${others.map(({ shape }) => shape.join(' x ')).join(', ')}.`,
      files: others.flatMap((other) => other.files.map(({ name }) => name)),
    });
  }
  return { series, ignored };
}

/** What slices of one stack have in common exactly. */
function stackKey({
  seriesInstanceUID,
  rows,
  columns,
  samples,
  frames,
  sopInstanceUID,
}: DicomHeader): string {
  const placed = frames[0].position !== undefined;
  return [seriesInstanceUID, rows, columns, samples, placed, frames.length > 1 ? sopInstanceUID : ''].join(
    '|',
  );
}

/** What they have in common but for rounding: the directions of their axes and their pixel spacing. */
function isParallel(one: DicomHeader, other: DicomHeader): boolean {
  const numbers = ({ frames, pixelSpacing = [1, 1] }: DicomHeader) => [
    ...frameAxes(frames[0]).flat(),
    ...pixelSpacing,
  ];
  const expected = numbers(one);
  return numbers(other).every((value, index) => Math.abs(value - expected[index]) < 1e-3);
}

function orderStack(stack: SeriesFile[]): DicomSeries {
  const [normal] = frameAxes(stack[0].header.frames[0]);
  const place = ({ header }: SeriesFile) => positionAlong(header.frames[0], normal);
  const sorted = stack
    .slice()
    .sort(
      (one, other) => place(one) - place(other) || one.header.instanceNumber - other.header.instanceNumber,
    );
  const files: SeriesFile[] = [];
  const duplicates: SeriesFile[] = [];
  for (const file of sorted) {
    const last = files.at(-1);
    const same = last && file.header.frames[0].position && place(file) - place(last) < SAME_POSITION;
    if (!same) files.push(file);
    else if (file.header.instanceNumber < last.header.instanceNumber)
      duplicates.push(files.splice(-1, 1, file)[0]);
    else duplicates.push(file);
  }
  const { header } = files[0];
  const frames =
    files.length > 1
      ? files.map((file) => file.header.frames[0])
      : frameOrder(header).map((frame) => header.frames[frame]);
  const geometry = stackGeometry(header, frames);
  const issues = findSeriesIssues(files, geometry);
  if (duplicates.length > 0) {
    issues.push({
      kind: 'duplicate',
      message: `${duplicates.length} file(s) lie where another slice lies (several phases, or copies) and are left out.`,
      files: duplicates.map(({ name }) => name),
    });
  }
  return {
    seriesInstanceUID: header.seriesInstanceUID,
    studyInstanceUID: header.studyInstanceUID,
    description: header.seriesDescription,
    modality: header.modality,
    shape: [frames.length, header.rows, header.columns],
    ...geometry,
    unit: header.unit,
    files,
    issues,
  };
}
