import type { Vector3, Volume } from '../volume/volume.js';
import type { DicomFrame, DicomHeader } from './dicom-header.js';

type Geometry = Pick<Volume, 'spacing' | 'origin' | 'direction'>;

/** Positions closer than this are the same, millimetres. */
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

/** How far along the normal a frame lies, millimetres. */
export function positionAlong(frame: DicomFrame, normal: Vector3): number {
  return dot(frame.position ?? [0, 0, 0], normal);
}

/**
 * Geometry of frames that are in order along their normal. The slice spacing is the median distance of neighbours,
 * not what the header calls thickness (slices may overlap or leave gaps); a lone slice, and frames without
 * positions, have only that. Where a tilted gantry shifts every slice sideways, the slice axis leans with it.
 */
export function stackGeometry(header: DicomHeader, frames: DicomFrame[]): Geometry {
  const direction = frameAxes(frames[0]);
  const [first, last] = [frames[0].position, frames.at(-1)?.position];
  if (first && last) {
    const across = last.map((value, axis) => value - first[axis]);
    const length = Math.hypot(...across);
    const leaning = length > SAME_POSITION && dot(across, direction[0]) / length < Math.cos(TILT);
    if (leaning) direction[0] = across.map((value) => value / length) as Vector3;
  }
  const usual = median(slicePlaces(frames, direction[0]).steps.filter((step) => step > SAME_POSITION));
  return {
    spacing: [usual ?? header.sliceSpacing ?? 1, ...(header.pixelSpacing ?? [1, 1])] as Vector3,
    origin: first ?? [0, 0, 0],
    direction,
  };
}

/** Places of frames along an axis, and the steps between neighbours. */
export function slicePlaces(frames: DicomFrame[], axis: Vector3): { places: number[]; steps: number[] } {
  const places = frames.map((frame) => positionAlong(frame, axis));
  return { places, steps: places.slice(1).map((place, index) => place - places[index]) };
}

/** Angle between the normal and the line of positions from which a stack counts as tilted, radians. */
const TILT = 2e-3;

export function dot(one: number[], other: number[]): number {
  return one.reduce((sum, value, axis) => sum + value * other[axis], 0);
}

function median(values: number[]): number | undefined {
  const sorted = values.slice().sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return undefined;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
