/** Two studies side by side: which slice of the second belongs to one of the first, and how its picture lies. */
import type { StudyInfo } from '../shared/types.js';
import { type Size, type SliceSize, scaleToFit, type Viewport } from './viewport.js';

type Grid = Pick<StudyInfo, 'shape' | 'spacing' | 'knownSpacing' | 'frame'>;

/**
 * What makes slices of both belong together: their place in the patient, where both lie in one frame of reference; else
 * millimeters from a pair of slices that somebody set; else, where a file does not say how far its slices are apart, their
 * share of the whole.
 */
export type Link = 'place' | 'millimeters' | 'share';

/** Slices that belong together; fractions lie between two. */
export interface Anchor {
  here: number;
  beside: number;
}

/** Cosine of the angle up to which two stacks are one direction: 2.5 degrees. */
const PARALLEL = 0.999;

export function linkOf(here: Grid, beside: Grid): Link {
  if (!here.knownSpacing || !beside.knownSpacing) return 'share';
  const [one, other] = [here.frame, beside.frame];
  const same = one && other && one.uid === other.uid;
  return same && one.direction.every((axis, n) => dot(axis, other.direction[n]) > PARALLEL)
    ? 'place'
    : 'millimeters';
}

/** Before anybody set one: the same place in one frame of reference, else the middles of both. */
export function firstAnchor(here: Grid, beside: Grid): Anchor {
  const [one, other] = [here.frame, beside.frame];
  if (linkOf(here, beside) === 'place' && one && other) {
    return { here: 0, beside: along(0, one.origin, other) / beside.spacing[0] };
  }
  return { here: (here.shape[0] - 1) / 2, beside: (beside.shape[0] - 1) / 2 };
}

/** The slice that belongs to a slice of the first study; the nearest end, and `outside`, where there is none. */
export function sliceBeside(
  slice: number,
  anchor: Anchor,
  here: Grid,
  beside: Grid,
): { slice: number; outside: boolean } {
  const last = beside.shape[0] - 1;
  const share = here.shape[0] > 1 ? last / (here.shape[0] - 1) : 0;
  const step = linkOf(here, beside) === 'share' ? share : here.spacing[0] / beside.spacing[0];
  const wanted = Math.round(anchor.beside + (slice - anchor.here) * step);
  return { slice: Math.min(Math.max(wanted, 0), last), outside: wanted < 0 || wanted > last };
}

/** Millimeters from the first picture's center to the second's, downwards and to the right; 0 but in one frame. */
export function shiftBeside(here: Grid, beside: Grid): [down: number, right: number] {
  const [one, other] = [here.frame, beside.frame];
  if (linkOf(here, beside) !== 'place' || !one || !other) return [0, 0];
  const center = ({ shape, spacing }: Grid, axis: 1 | 2) => ((shape[axis] - 1) / 2) * spacing[axis];
  const shift = (axis: 1 | 2) => center(beside, axis) - along(axis, one.origin, other) - center(here, axis);
  return [shift(1), shift(2)];
}

/**
 * The viewport that shows the second picture as the first one is shown: a millimeter as large, the same place in the
 * middle. Where sizes in millimeters are not known, both viewports are equal.
 *
 * @param shift See {@link shiftBeside}. With `from` and `to` exchanged and the sign changed, it is the way back.
 */
export function viewportBeside(
  { zoom, x, y }: Viewport,
  from: SliceSize,
  to: SliceSize,
  canvas: Size,
  { known, shift: [down, right] }: { known: boolean; shift: readonly [down: number, right: number] },
): Viewport {
  if (!known) return { zoom, x, y };
  const ratio = scaleToFit(from, canvas) / scaleToFit(to, canvas);
  const natural = (size: SliceSize) => [size.width * size.spacing[1], size.height * size.spacing[0]];
  const [[fromWidth, fromHeight], [toWidth, toHeight]] = [natural(from), natural(to)];
  return {
    zoom: zoom * ratio,
    x: (ratio * (x * fromWidth + right * zoom)) / toWidth,
    y: (ratio * (y * fromHeight + down * zoom)) / toHeight,
  };
}

/** Where a point lies along an axis of a frame, millimeters from its first voxel. */
const along = (axis: 0 | 1 | 2, point: Vector, { origin, direction }: NonNullable<Grid['frame']>) =>
  dot(
    point.map((value, n) => value - origin[n]),
    direction[axis],
  );

const dot = (a: Vector, b: Vector) => a.reduce((sum, value, n) => sum + value * b[n], 0);

type Vector = readonly number[];
