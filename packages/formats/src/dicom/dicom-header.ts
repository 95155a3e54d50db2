import type { DataSet, Element } from 'dicom-parser';
import { checkAnnounced } from '../bytes/limits.js';
import { FormatError } from '../errors.js';
import type { Vector3 } from '../volume/volume.js';
import { guarded, parseDicom } from './parse-dicom.js';
import { EXPLICIT_LITTLE_ENDIAN } from './transfer-syntax.js';

/** What differs between the frames of one file. */
export interface DicomFrame {
  /** Centre of the first pixel, millimetres, LPS. */
  position?: Vector3;
  /** Unit vectors along which the row and the column index grow. */
  rowDirection?: Vector3;
  columnDirection?: Vector3;
  slope: number;
  intercept: number;
  /** Number of the segment that the frame shows; segmentation objects only. */
  segment?: number;
}

/** The attributes of a DICOM image that pixels and geometry need; the parsed file stays at hand in `dataSet`. */
export interface DicomHeader {
  dataSet: DataSet;
  transferSyntax: string;
  sopClassUID: string;
  sopInstanceUID: string;
  studyInstanceUID: string;
  seriesInstanceUID: string;
  seriesDescription: string;
  modality: string;
  instanceNumber: number;
  rows: number;
  columns: number;
  samples: 1 | 3;
  planar: boolean;
  photometric: string;
  bitsAllocated: 1 | 8 | 16 | 32;
  bitsStored: number;
  highBit: number;
  signed: boolean;
  /** First and last stored value that mean 'outside of the image'. */
  padding?: [number, number];
  /** Millimetres between rows and between columns, where the file says. */
  pixelSpacing?: [number, number];
  /** Millimetres from slice to slice where positions do not tell: SpacingBetweenSlices, else SliceThickness. */
  sliceSpacing?: number;
  frames: DicomFrame[];
  unit: 'HU' | 'unknown';
}

const WHAT = 'The DICOM file';

/**
 * Reads the header of a DICOM image, classic or enhanced multi-frame.
 *
 * @throws FormatError `unknown-format`, `truncated`, `corrupt`, `too-large`, or `unsupported` for objects without
 * pixels and for palette colour
 */
export function readDicomHeader(bytes: Uint8Array, maxBytes?: number): DicomHeader {
  const dataSet = parseDicom(bytes, maxBytes);
  return guarded(() => headerOf(dataSet, maxBytes));
}

function headerOf(dataSet: DataSet, maxBytes: number | undefined): DicomHeader {
  const text = (tag: string) => dataSet.string(tag) ?? '';
  const short = (tag: string, fallback: number) => dataSet.uint16(tag) ?? fallback;
  const rows = short('x00280010', 0);
  const columns = short('x00280011', 0);
  if (rows === 0 || columns === 0 || !dataSet.elements.x7fe00010) {
    throw new FormatError(
      'unsupported',
      `${WHAT} holds no image (${text('x00080060') || 'unknown modality'}, ${rows} x ${columns}, ${dataSet.elements.x7fe00010 ? 'with' : 'without'} pixel data).`,
    );
  }
  const frameCount = dataSet.intString('x00280008') ?? 1;
  const samples = short('x00280002', 1);
  const photometric = text('x00280004');
  const bitsAllocated = short('x00280100', 16);
  const bitsStored = short('x00280101', bitsAllocated);
  const highBit = short('x00280102', bitsStored - 1);
  const known =
    [1, 8, 16, 32].includes(bitsAllocated) && (samples === 1 || (samples === 3 && bitsAllocated === 8));
  if (!known || photometric === 'PALETTE COLOR') {
    throw new FormatError(
      'unsupported',
      `${WHAT} has ${samples} sample(s) of ${bitsAllocated} bits as ${photometric}; grey images of 1, 8, 16 or 32 bits and 8-bit RGB can be read.`,
    );
  }
  if (bitsStored < 1 || highBit + 1 < bitsStored || highBit >= bitsAllocated || !(frameCount >= 1)) {
    throw new FormatError(
      'corrupt',
      `${WHAT} contradicts itself: ${bitsStored} bits up to bit ${highBit} of ${bitsAllocated}, ${frameCount} frames.`,
    );
  }
  checkAnnounced(Math.ceil((rows * columns * samples * bitsAllocated) / 8) * frameCount, maxBytes, WHAT);
  checkFrameCount(dataSet.elements.x7fe00010, frameCount, rows * columns * samples * bitsAllocated);
  const signed = short('x00280103', 0) === 1;
  const groups = functionalGroups(dataSet);
  return {
    dataSet,
    // Bare data sets have none; that they are uncompressed is all that is known, and enough.
    transferSyntax: text('x00020010') || EXPLICIT_LITTLE_ENDIAN,
    sopClassUID: text('x00080016') || text('x00020002'),
    sopInstanceUID: text('x00080018') || text('x00020003'),
    studyInstanceUID: text('x0020000d'),
    seriesInstanceUID: text('x0020000e'),
    seriesDescription: text('x0008103e'),
    modality: text('x00080060'),
    instanceNumber: dataSet.intString('x00200013') ?? 0,
    rows,
    columns,
    samples: samples as 1 | 3,
    planar: short('x00280006', 0) === 1,
    photometric,
    bitsAllocated: bitsAllocated as DicomHeader['bitsAllocated'],
    bitsStored,
    highBit,
    signed,
    padding: paddingRange(dataSet, signed),
    ...measures(groups(0)),
    frames: Array.from({ length: frameCount }, (_, index) => readFrame(groups(index))),
    unit: unitOf(groups(0), text('x00080060')),
  };
}

/** Each frame has its pixels or a fragment: a count beyond them would only cost memory. */
function checkFrameCount({ fragments, length }: Element, frameCount: number, frameBits: number): void {
  const present = fragments?.length ?? Math.floor((8 * length) / frameBits);
  if (frameCount > present) {
    throw new FormatError(
      'truncated',
      `${WHAT} announces ${frameCount} frame(s), and has pixels for ${present}; it is cut off or mislabelled.`,
    );
  }
}

/**
 * For each frame the data sets in which its attributes may be, most special first: its functional groups, those
 * shared by all frames (enhanced objects, PS3.3 C.7.6.16), the file itself.
 */
function functionalGroups(dataSet: DataSet): (frame: number) => DataSet[] {
  const inside = (item: { dataSet?: DataSet } | undefined): DataSet[] =>
    Object.values(item?.dataSet?.elements ?? {}).flatMap(({ items }) => items?.[0]?.dataSet ?? []);
  const shared = inside(dataSet.elements.x52009229?.items?.[0]);
  const perFrame = dataSet.elements.x52009230?.items;
  return (frame) => [...inside(perFrame?.[frame]), ...shared, dataSet];
}

function numbers(places: DataSet[], tag: string, count: number): number[] | undefined {
  const place = places.find(({ elements }) => elements[tag]?.length);
  const values = Array.from({ length: count }, (_, index) => place?.floatString(tag, index));
  return values.every((value) => Number.isFinite(value)) ? (values as number[]) : undefined;
}

function readFrame(places: DataSet[]): DicomFrame {
  const position = numbers(places, 'x00200032', 3) as Vector3 | undefined;
  const directions = numbers(places, 'x00200037', 6);
  const [slope] = numbers(places, 'x00281053', 1) ?? [1];
  const [intercept] = numbers(places, 'x00281052', 1) ?? [0];
  const segment = places.find(({ elements }) => elements.x0062000b)?.uint16('x0062000b');
  const frame: DicomFrame = { position, slope: slope || 1, intercept, segment };
  const unit = (vector: number[]) => vector.map((value) => value / Math.hypot(...vector)) as Vector3;
  if (directions && Math.hypot(...directions.slice(0, 3)) > 0 && Math.hypot(...directions.slice(3)) > 0) {
    // The file's 'row direction' is that in which the column index grows.
    frame.columnDirection = unit(directions.slice(0, 3));
    frame.rowDirection = unit(directions.slice(3));
  }
  return frame;
}

function measures(places: DataSet[]): Pick<DicomHeader, 'pixelSpacing' | 'sliceSpacing'> {
  const positive = (values: number[] | undefined) =>
    values?.every((value) => value > 0) ? values : undefined;
  const pixelSpacing = positive(numbers(places, 'x00280030', 2)) ?? positive(numbers(places, 'x00181164', 2));
  const [sliceSpacing] =
    positive(numbers(places, 'x00180088', 1)) ?? positive(numbers(places, 'x00180050', 1)) ?? [];
  return { pixelSpacing: pixelSpacing as [number, number] | undefined, sliceSpacing };
}

function paddingRange(dataSet: DataSet, signed: boolean): [number, number] | undefined {
  const read = (tag: string) => (signed ? dataSet.int16(tag) : dataSet.uint16(tag));
  const value = read('x00280120');
  if (value === undefined) return undefined;
  const limit = read('x00280121') ?? value;
  return [Math.min(value, limit), Math.max(value, limit)];
}

/** CT is in Hounsfield units unless it says otherwise: 'US' is 'unspecified', a localizer is a projection. */
function unitOf(places: DataSet[], modality: string): 'HU' | 'unknown' {
  const type = places.find(({ elements }) => elements.x00281054)?.string('x00281054');
  if (type !== undefined) return type === 'HU' ? 'HU' : 'unknown';
  const rescaled = places.some(({ elements }) => elements.x00281052);
  const localizer = places.at(-1)?.string('x00080008')?.includes('LOCALIZER') ?? false;
  return modality === 'CT' && rescaled && !localizer ? 'HU' : 'unknown';
}
