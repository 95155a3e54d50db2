import type { DicomFrame, DicomHeader } from './dicom-image.js';
import { millimeters } from './slice-grid.js';
import { dot, frameAxes, placeOf, type StackGeometry } from './slice-stack.js';

/**
 * What is odd about a series, though it can be read:
 *
 * - `gap`: slices are missing between two neighbors; the volume has empty ones there
 * - `uneven`: distances differ by less or by more than a missing slice, so that slices were repeated on a regular grid
 * - `duplicate`: copies, or several files at one position; the lowest instance number is kept
 * - `no-position`: files have no position, and were ordered by SliceLocation or by instance number
 * - `no-orientation`: files do not say how their slices lie; they are taken for axial
 * - `no-spacing`: files do not say how large pixels are or how far slices lie apart
 * - `tilted`: slices are shifted sideways (gantry tilt), so the axes are not perpendicular
 * - `mixed-geometry`: the series has slices of other size, orientation or acquisition, which were made stacks of their own
 */
export interface SeriesIssue {
  kind:
    | 'gap'
    | 'uneven'
    | 'duplicate'
    | 'no-position'
    | 'no-orientation'
    | 'no-spacing'
    | 'tilted'
    | 'mixed-geometry';
  message: string;
  /** Names of the files concerned. */
  files: string[];
}

/** A file of a series with its header. */
export interface SeriesFile {
  name: string;
  header: DicomHeader;
}

/** Degrees from which a stack is told to be tilted. */
const TILT = 0.1;

/**
 * Issues of files that are in order along their axis.
 *
 * @param frames the images of the stack, in order, and what each is called
 */
export function findSeriesIssues(
  files: SeriesFile[],
  frames: DicomFrame[],
  names: string[],
  geometry: StackGeometry,
): SeriesIssue[] {
  const all = files.map(({ name }) => name);
  const [{ header }] = files;
  const { position, rowDirection } = frames[0];
  const [normal] = frameAxes(frames[0]);
  const places = frames.map((frame, index) => placeOf(frame, normal, (files[index] ?? files[0]).header));
  const issues: SeriesIssue[] = [];
  if (!position && frames.length > 1) {
    const order = header.sliceLocation === undefined ? 'their instance numbers' : 'their SliceLocation';
    const what =
      files.length > 1
        ? `The ${files.length} files have no position; they are in the order of ${order}`
        : `The ${frames.length} frames have no position; they are in the order of the file`;
    issues.push({ kind: 'no-position', message: `${what}.`, files: all });
  }
  if (position && !rowDirection) {
    const message =
      'The files do not say how their slices are turned (ImageOrientationPatient); they are taken for axial ones.';
    issues.push({ kind: 'no-orientation', message, files: all });
  }
  if (geometry.assumedSpacing) issues.push(spacingIssue(geometry.assumedSpacing, header, all));
  const slant = dot(geometry.direction[0], normal);
  issues.push(...distanceIssues(places, slant, names, all, geometry));
  const angle = (Math.acos(Math.min(1, slant)) * 180) / Math.PI;
  if (angle > TILT) {
    issues.push({
      kind: 'tilted',
      message: `Slices are shifted sideways: their line leans ${angle.toFixed(1)} degrees from the normal (gantry tilt). Resample before treating the axes as perpendicular.`,
      files: all,
    });
  }
  return issues;
}

function spacingIssue(
  [slice, pixel]: NonNullable<StackGeometry['assumedSpacing']>,
  { sliceThickness }: DicomHeader,
  files: string[],
): SeriesIssue {
  const lacks = [...(pixel ? ['how large pixels are'] : []), ...(slice ? ['how far slices lie apart'] : [])];
  const taken = [
    ...(pixel ? ['1 mm for the pixels'] : []),
    ...(slice
      ? [
          sliceThickness === undefined
            ? '1 mm from slice to slice'
            : `the slice thickness, ${millimeters(sliceThickness)}, for the distance`,
        ]
      : []),
  ];
  return {
    kind: 'no-spacing',
    message: `The file does not say ${lacks.join(' and ')}; it is shown with ${taken.join(' and ')}, and no volume follows from it.`,
    files,
  };
}

function distanceIssues(
  places: number[],
  slant: number,
  names: string[],
  files: string[],
  { spacing: [step], slices, resampled }: StackGeometry,
): SeriesIssue[] {
  if (slices.length === places.length && !resampled && slices.every((slice, index) => slice === index))
    return [];
  const issues: SeriesIssue[] = [];
  const distances = places.slice(1).map((place, index) => (place - places[index]) / slant);
  const usual = distances.slice().sort((one, other) => one - other)[(distances.length - 1) >> 1];
  const gaps = distances.flatMap((distance, index) => {
    const from = slices.lastIndexOf(index);
    const empty = slices.indexOf(index + 1) - from - 1;
    return empty > 0 ? [{ distance, index, empty }] : [];
  });
  for (const { distance, index, empty } of gaps) {
    const missing = Math.max(1, Math.round(distance / usual) - 1);
    issues.push({
      kind: 'gap',
      message: `${millimeters(distance)} between ${names[index]} and ${names[index + 1]}, where ${millimeters(usual)} is usual: about ${missing} slice(s) missing. The volume has ${empty} empty one(s) there.`,
      files: [names[index], names[index + 1]],
    });
  }
  if (resampled || slices.filter((slice) => slice !== undefined).length > places.length) {
    const [shortest, longest] = [Math.min(...distances), Math.max(...distances)];
    const moved = resampled ? `; none lies more than ${millimeters(step / 2)} off` : '';
    issues.push({
      kind: 'uneven',
      message: `Neighboring slices lie ${millimeters(shortest)} to ${millimeters(longest)} apart; on a grid of ${millimeters(step)} slices were repeated, ${slices.length} of ${places.length}${moved}.`,
      files,
    });
  }
  return issues;
}
