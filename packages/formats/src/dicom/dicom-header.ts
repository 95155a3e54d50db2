import type { DataSet, Element } from 'dicom-parser';
import { checkAnnounced } from '../bytes/limits.js';
import { FormatError } from '../errors.js';
import type { DicomHeader } from './dicom-image.js';
import { textNumber } from './dicom-numbers.js';
import { functionalGroups, measures, readFrame, traitsOf } from './frame-attributes.js';
import { guarded, parseDicom } from './parse-dicom.js';
import { isQuantity, unitOf } from './pixel-meaning.js';
import { refuseUnread } from './refuse-unread.js';
import { EXPLICIT_LITTLE_ENDIAN } from './transfer-syntax.js';

const WHAT = 'The DICOM file';

/**
 * Reads the header of a DICOM image, classic or enhanced multi-frame.
 *
 * @throws {FormatError} `unknown-format`, `truncated`, `corrupt`, `too-large`, or `unsupported` for objects without
 * pixels, for palette color and for doses
 */
export function readDicomHeader(bytes: Uint8Array, maxBytes?: number): DicomHeader {
  const dataSet = parseDicom(bytes, maxBytes);
  return guarded(() => headerOf(dataSet, maxBytes));
}

function headerOf(dataSet: DataSet, maxBytes: number | undefined): DicomHeader {
  const text = (tag: string) => dataSet.string(tag) ?? '';
  const short = (tag: string, fallback: number) => dataSet.uint16(tag) ?? fallback;
  refuseUnread(dataSet);
  const rows = short('x00280010', 0);
  const columns = short('x00280011', 0);
  if (rows === 0 || columns === 0 || !dataSet.elements.x7fe00010) {
    throw new FormatError(
      'unsupported',
      `${WHAT} holds no image (${text('x00080060') || 'unknown modality'}, ${rows} x ${columns}, ${dataSet.elements.x7fe00010 ? 'with' : 'without'} pixel data).`,
    );
  }
  const frameCount = textNumber(dataSet, 'x00280008', 'NumberOfFrames', 'integer') ?? 1;
  const samples = short('x00280002', 1);
  const photometric = text('x00280004');
  const bitsAllocated = short('x00280100', 16);
  const bitsStored = short('x00280101', bitsAllocated);
  const highBit = short('x00280102', bitsStored - 1);
  const known =
    [1, 8, 16, 32].includes(bitsAllocated) && (samples === 1 || (samples === 3 && bitsAllocated === 8));
  const segmentationType = text('x00620001') || undefined;
  // The palette of a label map only colors its labels.
  if (!known || (photometric === 'PALETTE COLOR' && segmentationType !== 'LABELMAP')) {
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
    instanceNumber: textNumber(dataSet, 'x00200013', 'InstanceNumber', 'integer') ?? 0,
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
    sliceLocation: frameCount === 1 ? textNumber(dataSet, 'x00201041', 'SliceLocation') : undefined,
    frames: Array.from({ length: frameCount }, (_, index) => readFrame(groups(index))),
    unit: unitOf(groups(0), text('x00080060')),
    quantity: isQuantity(groups(0), text('x00080060')),
    traits: traitsOf(dataSet),
    frameOfReferenceUID: text('x00200052'),
    segmentationType,
  };
}

/** Each frame has its pixels or a fragment: a count beyond them would only cost memory. */
function checkFrameCount({ fragments, length }: Element, frameCount: number, frameBits: number): void {
  const present = fragments?.length ?? Math.floor((8 * length) / frameBits);
  if (frameCount > present) {
    throw new FormatError(
      'truncated',
      `${WHAT} announces ${frameCount} frame(s), and has pixels for ${present}; it is cut off or mislabeled.`,
    );
  }
}

function paddingRange(dataSet: DataSet, signed: boolean): [number, number] | undefined {
  const read = (tag: string) => (signed ? dataSet.int16(tag) : dataSet.uint16(tag));
  const value = read('x00280120');
  if (value === undefined) return undefined;
  const limit = read('x00280121') ?? value;
  return [Math.min(value, limit), Math.max(value, limit)];
}
