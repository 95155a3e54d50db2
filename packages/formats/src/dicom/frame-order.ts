import { FormatError } from '../errors.js';
import type { DicomHeader } from './dicom-image.js';
import { dot, frameAxes, placeOf, SAME_POSITION } from './slice-stack.js';

/**
 * Indices of a multi-frame file's frames in the order of the volume's slices: along their normal. Frames of classic
 * objects, which share one position or have none, stay in the order of the file.
 *
 * @throws {FormatError} `geometry` where frames differ in orientation or some share a position
 */
export function frameOrder(header: DicomHeader): number[] {
  const { frames } = header;
  const order = [...frames.keys()];
  if (frames.every(({ position }) => String(position) === String(frames[0].position))) return order;
  if (frames.some(({ position }) => position === undefined)) {
    throw new FormatError(
      'geometry',
      `Some of the ${frames.length} frames of the DICOM file have an ImagePositionPatient and some have none, so that they cannot be stacked. Split the object first.`,
    );
  }
  const [normal] = frameAxes(frames[0]);
  const places = frames.map((frame) => placeOf(frame, normal, header));
  order.sort((one, other) => places[one] - places[other]);
  const parallel = frames.every((frame) => dot(frameAxes(frame)[0], normal) > 1 - 1e-6);
  const distinct = order
    .slice(1)
    .every((frame, index) => places[frame] - places[order[index]] > SAME_POSITION);
  if (!parallel || !distinct) {
    throw new FormatError(
      'geometry',
      `The ${frames.length} frames of the DICOM file are no single stack: they ${parallel ? 'share positions (several phases or acquisitions)' : 'have different orientations'}. Split the object into one file for each first.`,
    );
  }
  return order;
}
