import { FormatError } from '../errors.js';
import type { DicomHeader } from './dicom-header.js';
import { dot, frameAxes, SAME_POSITION, slicePlaces } from './slice-stack.js';

/**
 * Indices of a multi-frame file's frames in the order of the volume's slices: along their normal. Frames of classic
 * objects, which share one position or have none, stay in the order of the file.
 *
 * @throws FormatError `geometry` where frames differ in orientation or some share a position
 */
export function frameOrder({ frames }: DicomHeader): number[] {
  const order = [...frames.keys()];
  if (frames.every(({ position }) => String(position) === String(frames[0].position))) return order;
  const [normal] = frameAxes(frames[0]);
  const { places } = slicePlaces(frames, normal);
  order.sort((one, other) => places[one] - places[other]);
  const parallel = frames.every((frame) => dot(frameAxes(frame)[0], normal) > 1 - 1e-6);
  const distinct = order
    .slice(1)
    .every((frame, index) => places[frame] - places[order[index]] > SAME_POSITION);
  if (!parallel || !distinct) {
    throw new FormatError(
      'geometry',
      `The ${frames.length} frames of the DICOM file are no single stack: they ${parallel ? 'share positions (several phases or segments)' : 'have different orientations'}. Split the object first.`,
    );
  }
  return order;
}
