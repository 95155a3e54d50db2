import { FormatError } from '../errors.js';
import type { Vector3, Volume } from '../volume/volume.js';
import type { DicomFrame, DicomHeader } from './dicom-image.js';
import { type GridHints, type SliceGrid, sliceGrid } from './slice-grid.js';

/** Where a stack lies: a regular grid, and which frame each of its slices shows. */
export interface StackGeometry
  extends Pick<Volume, 'spacing' | 'origin' | 'direction' | 'assumedSpacing'>,
    Pick<SliceGrid, 'slices' | 'resampled'> {}

/** Positions closer than this are the same, millimeters. */
export const SAME_POSITION = 1e-3;

/** Unit vectors of the slice, row and column axes; the first is perpendicular to the others. */
export function frameAxes({ rowDirection, columnDirection }: DicomFrame): Volume['direction'] {
  const row: Vector3 = rowDirection ?? [0, 1, 0];
  const column: Vector3 = columnDirection ?? [1, 0, 0];
  const cross: Vector3 = [
    column[1] * row[2] - column[2] * row[1],
    column[2] * row[0] - column[0] * row[2],
    column[0] * row[1] - column[1] * row[0],
  ];
  const length = Math.hypot(...cross);
  const normal: Vector3 = length > 0 ? (cross.map((value) => value / length + 0) as Vector3) : [0, 0, 1];
  return [normal, row, column];
}

/** How far along the normal a frame lies, millimeters: by its position, else by its SliceLocation. */
export function placeOf(
  frame: DicomFrame,
  normal: Vector3,
  { sliceLocation = 0 }: Pick<DicomHeader, 'sliceLocation'>,
): number {
  return frame.position ? dot(frame.position, normal) : sliceLocation;
}

/**
 * Geometry of frames that are in order along their normal. Distances come from positions, not from what the header
 * calls thickness (slices may overlap or leave gaps), see {@link sliceGrid}; where a tilted gantry shifts every slice
 * sideways, the slice axis leans with it. Without positions SliceLocation tells, then SpacingBetweenSlices; anything
 * else is marked as assumed.
 *
 * @param headers of each frame's file, in the order of the frames
 * @throws {FormatError} `geometry` where the frames lie neither on a grid nor on a line
 */
export function stackGeometry(
  headers: DicomHeader[],
  frames: DicomFrame[],
  hints: GridHints = {},
): StackGeometry {
  const [header] = headers;
  const direction = frameAxes(frames[0]);
  const [normal] = direction;
  const places = frames.map((frame, index) => placeOf(frame, normal, headers[index]));
  const distinct = places.every((place, index) => index === 0 || place - places[index - 1] > SAME_POSITION);
  const { position } = frames[0];
  const { pixelSpacing, sliceDistance, sliceThickness } = header;
  let grid: SliceGrid;
  let known = true;
  if (frames.length > 1 && distinct) {
    if (position) direction[0] = stackAxis(frames, normal);
    const slant = dot(direction[0], normal);
    grid = sliceGrid(
      places.map((place) => (place - places[0]) / slant),
      // Files tell distances along the normal.
      {
        ...hints,
        step: hints.step && hints.step / slant,
        widths: hints.widths?.map((width) => width / slant),
      },
    );
  } else {
    // One slice is as thick as it says; of several the thickness tells no distance.
    const distance = sliceDistance ?? (frames.length === 1 ? sliceThickness : undefined);
    known = distance !== undefined;
    const slices = frames.map((_, index) => index);
    grid = { step: distance ?? sliceThickness ?? 1, slices, first: 0, resampled: false };
  }
  const start: Vector3 = position ?? (normal.map((value) => value * places[0] + 0) as Vector3);
  const assumed = pixelSpacing === undefined;
  return {
    spacing: [grid.step, ...(pixelSpacing ?? [1, 1])] as Vector3,
    origin: start.map((value, axis) => value - grid.first * grid.step * direction[0][axis]) as Vector3,
    direction,
    ...(known && !assumed ? {} : { assumedSpacing: [!known, assumed, assumed] }),
    slices: grid.slices,
    resampled: grid.resampled,
  };
}

/**
 * The line on which the positions lie: the normal, or one that leans from it by the tilt of the gantry.
 *
 * @throws {FormatError} `geometry` where they lie on none
 */
function stackAxis(frames: DicomFrame[], normal: Vector3): Vector3 {
  const aside = mostAside(frames, normal);
  if (aside > MOST_ASIDE) {
    throw new FormatError(
      'geometry',
      `The ${frames.length} slices do not lie on one line: one is ${Number(aside.toFixed(2))} mm beside the line through the first and the last, so that no volume holds them. Split the series where it shifts, or resample it first.`,
    );
  }
  return lineOf(frames, normal);
}

/** How far beside the line through the first and the last a position lies at most, millimeters. */
export function mostAside(frames: DicomFrame[], normal: Vector3): number {
  const line = lineOf(frames, normal);
  const slant = dot(line, normal);
  const first = frames[0].position as Vector3;
  return frames.reduce((most, { position }) => {
    const from = (position as Vector3).map((value, axis) => value - first[axis]);
    const along = dot(from, normal) / slant;
    return Math.max(most, Math.hypot(...from.map((value, axis) => value - along * line[axis])));
  }, 0);
}

function lineOf(frames: DicomFrame[], normal: Vector3): Vector3 {
  const [first, last] = [frames[0].position as Vector3, frames.at(-1)?.position as Vector3];
  const across = last.map((value, axis) => value - first[axis]);
  const length = Math.hypot(...across);
  const depth = dot(across, normal);
  const sideways = Math.sqrt(Math.max(0, length * length - depth * depth));
  return sideways > ROUNDING && depth > SAME_POSITION
    ? (across.map((value) => value / length) as Vector3)
    : normal;
}

/** Positions are written with few digits: so far aside, in millimeters, a stack does not lean. */
const ROUNDING = 0.01;
/** Millimeters beside the line of a stack that a position may lie: less than a pixel of any CT. */
export const MOST_ASIDE = 0.25;

export function dot(one: number[], other: number[]): number {
  return one.reduce((sum, value, axis) => sum + value * other[axis], 0);
}
