import { checkOptions } from '../check-options.js';
import { FormatError, type FormatErrorCode } from '../errors.js';
import { isHiddenFile } from '../is-hidden-file.js';
import { checkNamedBytes, type NamedBytes } from '../named-bytes.js';
import { described, toBytes } from '../to-bytes.js';
import type { Volume } from '../volume/volume.js';
import { readDicomHeader } from './dicom-header.js';
import type { DicomHeader } from './dicom-image.js';
import { frameOrder } from './frame-order.js';
import { isSegmentation } from './label-map.js';
import { findSeriesIssues, type SeriesFile, type SeriesIssue } from './series-issues.js';
import { frameAxes, SAME_POSITION, stackGeometry } from './slice-stack.js';
import { byNumber, placesOf, splitStacks } from './split-stacks.js';

/** The image that a slice of a volume shows. */
export interface SliceImage {
  /** Index into the files of the series. */
  file: number;
  /** Index of the frame in that file. */
  frame: number;
}

/** Slices that make one volume, in order along their normal. Pixels are not decoded yet. */
export interface DicomSeries
  extends Pick<Volume, 'shape' | 'spacing' | 'origin' | 'direction' | 'unit' | 'assumedSpacing'> {
  seriesInstanceUID: string;
  studyInstanceUID: string;
  description: string;
  modality: string;
  /** Files in the order of their places; a multi-frame file is a series of its own. */
  files: SeriesFile[];
  /**
   * What each slice of the volume shows: one entry for each of `shape[0]`. Undefined where no slice was acquired, and
   * the same image several times where distances differ, so that every image lies where it was taken.
   */
  slices: (SliceImage | undefined)[];
  issues: SeriesIssue[];
}

/** A file that belongs to no series, with the reason. */
export interface IgnoredFile {
  name: string;
  reason: string;
  code: FormatErrorCode;
  /** True where it is a damaged image, so that a slice may be missing, and not merely something else. */
  damaged: boolean;
}

/** The series that a heap of DICOM files holds, and the files that belong to none. */
export interface GroupedSeries {
  /** The series with the most slices first. */
  series: DicomSeries[];
  /** Files that are no DICOM images, or damaged ones, with the reason. */
  ignored: IgnoredFile[];
}

/**
 * Sorts the files of a folder into series: by SeriesInstanceUID, then, where a series mixes sizes, orientations or
 * scans (a localizer among the slices, two acquisitions, several phases), into stacks. File names do not matter.
 *
 * The slices of a stack are ordered by position along the normal of their planes and lie on a regular grid that
 * contains them, see `slices`. Gaps, duplicates and uneven spacing are reported in `issues`; files that are no DICOM
 * images are listed and not fatal.
 *
 * @example
 * const { series, ignored } = groupDicomSeries(files);
 * for (const { description, shape, issues } of series) console.log(description, shape, issues);
 */
export function groupDicomSeries(files: NamedBytes[], options: { maxBytes?: number } = {}): GroupedSeries {
  checkNamedBytes('groupDicomSeries', files);
  checkOptions('groupDicomSeries', options, { maxBytes: 1 });
  const ignored: IgnoredFile[] = [];
  const stacks = new Map<string, SeriesFile[][]>();
  for (const { name, bytes: given } of files) {
    try {
      const bytes = toBytes('groupDicomSeries', given);
      const header = readSlice(name, bytes, options.maxBytes);
      const key = stackKey(header);
      const candidates = stacks.get(key) ?? [];
      stacks.set(key, candidates);
      const stack = candidates.find(([first]) => isParallel(first.header, header));
      if (stack) stack.push({ name, header });
      else candidates.push([{ name, header }]);
    } catch (error) {
      ignored.push(ignoredFile(name, error));
    }
  }
  const series: DicomSeries[] = [];
  for (const parallel of [...stacks.values()].flat()) {
    const [{ header }] = parallel;
    for (const stack of header.frames.length > 1 ? [parallel] : splitStacks(parallel)) {
      try {
        series.push(orderStack(stack));
      } catch (error) {
        for (const { name } of stack) ignored.push(ignoredFile(name, error));
      }
    }
  }
  series.sort((one, other) => other.shape[0] - one.shape[0]);
  tellOthers(series);
  return { series, ignored };
}

/** @throws {FormatError} `invalid-argument` for what no grouping made */
export function checkSeries(call: string, series: DicomSeries): void {
  const { files, slices, shape, spacing, origin, direction, issues } = (series ?? {}) as Partial<DicomSeries>;
  const lists = [
    files,
    slices,
    shape,
    spacing,
    origin,
    direction,
    issues,
    ...(Array.isArray(direction) ? direction : []),
  ];
  if (lists.every((list) => Array.isArray(list) && (list === issues || list.length > 0))) return;
  throw new FormatError(
    'invalid-argument',
    `${call} takes one series that groupDicomSeries found, and got ${described(series)}.`,
  );
}

function readSlice(name: string, bytes: Uint8Array, maxBytes: number | undefined): DicomHeader {
  if (isHiddenFile(name)) {
    throw new FormatError('unsupported', 'The file is hidden, as those are that systems put beside others.');
  }
  if (bytes.length === 0) throw new FormatError('empty', 'The file is empty. Copy it again.');
  const header = readDicomHeader(bytes, maxBytes);
  if (isSegmentation(header)) {
    throw new FormatError(
      'unsupported',
      'The file is a segmentation object; read it by itself, with readDicom.',
    );
  }
  // Refuses frames that make no stack.
  frameOrder(header);
  return header;
}

const DAMAGE: FormatErrorCode[] = ['truncated', 'corrupt', 'too-large'];
/** Names of slices: with a suffix of images, or, as scanners write them, with none but numbers. */
const SLICE_NAME = /\.(dcm|dicom|ima)$|(^|[\\/])[^.\\/]+$|\.\d+$/i;

function ignoredFile(name: string, error: unknown): IgnoredFile {
  if (!FormatError.isInstance(error)) throw error;
  const { code, message } = error;
  const damaged = DAMAGE.includes(code) || (code === 'empty' && SLICE_NAME.test(name));
  return { name, reason: message, code, damaged };
}

function tellOthers(series: DicomSeries[]): void {
  for (const stack of series) {
    const others = series.filter(
      (other) => other !== stack && other.seriesInstanceUID === stack.seriesInstanceUID,
    );
    if (others.length === 0) continue;
    stack.issues.push({
      kind: 'mixed-geometry',
      message: `The series has ${others.length} more stack(s) of other size, spacing, orientation or acquisition: ${others.map(({ shape }) => shape.join(' x ')).join(', ')}.`,
      files: others.flatMap((other) => other.files.map(({ name }) => name)),
    });
  }
}

/** What slices of one stack have in common exactly. */
function stackKey(header: DicomHeader): string {
  const { seriesInstanceUID, rows, columns, samples, frames, sopInstanceUID, unit } = header;
  const placed = frames[0].position !== undefined;
  // A multi-frame object is a stack of its own; those with one identifier are copies of it.
  const object = frames.length > 1 ? `${frames.length} of ${sopInstanceUID || objectCount++}` : '';
  const { frameOfReferenceUID, modality } = header;
  return [
    seriesInstanceUID,
    rows,
    columns,
    samples,
    placed,
    unit,
    frameOfReferenceUID,
    modality,
    object,
  ].join('|');
}

let objectCount = 0;

/** What they have in common but for rounding: the directions of their axes and their pixel spacing. */
function isParallel(one: DicomHeader, other: DicomHeader): boolean {
  const numbers = ({ frames, pixelSpacing = [1, 1] }: DicomHeader) => [
    ...frameAxes(frames[0]).flat(),
    ...pixelSpacing,
  ];
  const expected = numbers(one);
  return numbers(other).every((value, index) => Math.abs(value - expected[index]) < 1e-3);
}

/** @param stack files in order along their normal */
function orderStack(stack: SeriesFile[]): DicomSeries {
  const { files, duplicates } = withoutDuplicates(stack);
  const [{ header }] = files;
  const images = files.length > 1 ? files.map((_, file) => ({ file, frame: 0 })) : imagesOf(header);
  const geometry = stackGeometry(
    images.map(({ file }) => files[file].header),
    images.map(({ file, frame }) => files[file].header.frames[frame]),
  );
  const { slices, resampled, ...grid } = geometry;
  const names = images.map(({ file, frame }) => (files.length > 1 ? files[file].name : `frame ${frame + 1}`));
  const issues = findSeriesIssues(
    files,
    images.map(({ file, frame }) => files[file].header.frames[frame]),
    names,
    geometry,
  );
  if (duplicates.length > 0) issues.push(duplicateIssue(duplicates, files));
  return {
    seriesInstanceUID: header.seriesInstanceUID,
    studyInstanceUID: header.studyInstanceUID,
    description: header.seriesDescription,
    modality: header.modality,
    shape: [slices.length, header.rows, header.columns],
    ...grid,
    unit: header.unit,
    files,
    slices: slices.map((slice) => (slice === undefined ? undefined : images[slice])),
    issues,
  };
}

function imagesOf(header: DicomHeader): SliceImage[] {
  return frameOrder(header).map((frame) => ({ file: 0, frame }));
}

/** Of files that lie where another lies the one with the lowest instance number is kept; of copies the first. */
function withoutDuplicates(stack: SeriesFile[]): { files: SeriesFile[]; duplicates: SeriesFile[] } {
  const [first] = stack;
  // Copies of one object, see stackKey.
  if (first.header.frames.length > 1) return { files: [first], duplicates: stack.slice(1) };
  const place = placesOf(stack);
  const instances = new Set<string>();
  const files: SeriesFile[] = [];
  const duplicates: SeriesFile[] = [];
  const ranked = stack.slice().sort((one, other) => place(one) - place(other) || byNumber(one, other));
  const told = (file: SeriesFile) =>
    file.header.frames[0].position !== undefined || file.header.sliceLocation !== undefined;
  for (const file of ranked) {
    const last = files.at(-1);
    const { sopInstanceUID } = file.header;
    const copy = sopInstanceUID !== '' && instances.has(sopInstanceUID);
    const same = last && told(file) && told(last) && place(file) - place(last) < SAME_POSITION;
    instances.add(sopInstanceUID);
    if (!copy && !same) files.push(file);
    else if (last && !copy && byNumber(file, last) < 0) duplicates.push(files.splice(-1, 1, file)[0]);
    else duplicates.push(file);
  }
  return { files, duplicates };
}

function duplicateIssue(duplicates: SeriesFile[], files: SeriesFile[]): SeriesIssue {
  const kept = new Set(files.map(({ header }) => header.sopInstanceUID).filter((uid) => uid !== ''));
  const copies = duplicates.filter(({ header }) => kept.has(header.sopInstanceUID)).length;
  const what =
    copies === duplicates.length
      ? `${copies} file(s) are copies of others (one SOPInstanceUID) and are left out`
      : `${duplicates.length} file(s) lie where another slice lies (${copies > 0 ? `${copies} of them copies, ` : ''}several phases, or copies) and are left out`;
  return {
    kind: 'duplicate',
    message: `${what}: ${listed(duplicates.map(({ name }) => name))}.`,
    files: duplicates.map(({ name }) => name),
  };
}

function listed(names: string[]): string {
  return `${names.slice(0, 5).join(', ')}${names.length > 5 ? ` and ${names.length - 5} more` : ''}`;
}
