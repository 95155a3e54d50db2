import type { DataSet } from 'dicom-parser';
import { FormatError } from '../errors.js';

/** What changes the meaning of pixels and is not applied here, by name. */
const UNREAD: Record<string, string> = {
  x7fe00008: 'FloatPixelData, whose values no reader here takes; export it as integers with RescaleSlope',
  x7fe00009:
    'DoubleFloatPixelData, whose values no reader here takes; export it as integers with RescaleSlope',
  x3004000e: 'DoseGridScaling, so it is a radiotherapy dose and no image',
  x3004000c: 'GridFrameOffsetVector, so it is a radiotherapy dose and no image',
  x00287fe0: 'PixelDataProviderURL, so its pixels lie elsewhere; export the file with its pixels',
};

/** @throws {FormatError} `unsupported`, naming the attribute */
export function refuseUnread(dataSet: DataSet): void {
  const tag = Object.keys(UNREAD).find((one) => dataSet.elements[one] !== undefined);
  if (tag === undefined) return;
  throw new FormatError(
    'unsupported',
    `The DICOM file (${dataSet.string('x00080060') ?? 'no modality'}) has ${UNREAD[tag]}.`,
  );
}
