import { FormatError } from '../errors.js';

/** A regular grid that contains the places of slices. */
export interface SliceGrid {
  /** Distance of the grid's slices. */
  step: number;
  /** The slice that each grid slice shows, counted as in the places; undefined where none was acquired. */
  slices: (number | undefined)[];
  /** Grid slice at the first place: more than 0 where the first slice is thicker than a step. */
  first: number;
  /** True where the grid cannot hit every place, so that slices moved by up to half a step. */
  resampled: boolean;
}

export interface GridHints {
  /** The distance that the file names. */
  step?: number;
  /** Slices may be absent on purpose, as in a segmentation: no distance but the named one is usual. */
  sparse?: boolean;
  /** How thick each slice is, where that differs. */
  widths?: number[];
}

/** A distance this much longer than usual leaves room for a slice. */
export const GAP = 1.5;
/** Distances that differ by less are alike: positions are written with few digits. */
const ALIKE = 0.1;
const MOST_MISS = 0.25;
/** So many alike distances in a row are no gaps, but a part of the scan that was taken with them. */
const RUN = 3;
/** So many candidates are distances themselves; the others are parts of one. */
const WHOLE = 3;
/** Grids of more slices than this for each that there is come of two scans in one, and not of a scan. */
const FINEST = 8;

/**
 * The coarsest regular grid that contains slices at the given places, and which of them each grid slice shows.
 *
 * Where distances are whole multiples of one step (a slice is missing, say), every slice lies on the grid exactly and
 * grid slices in gaps show nothing. Where they are not, the step is the shortest distance, and each grid slice shows
 * the nearest slice: no slice is lost, and none moves by more than half a step. A part of the scan that was taken at
 * larger distances is no gap: its slices are repeated.
 *
 * @param places ascending millimeters, no two alike
 * @throws {FormatError} `geometry` where slices lie so unevenly that no grid of reasonable size holds them
 */
export function sliceGrid(places: number[], hints: GridHints = {}): SliceGrid {
  if (places.length === 1) return { step: hints.step ?? 1, slices: [0], first: 0, resampled: false };
  const steps = places.slice(1).map((place, index) => place - places[index]);
  const shortest = Math.min(...steps);
  const usual = hints.step ?? lowerMedian(steps);
  const length = (places.at(-1) as number) - places[0];
  const candidates = [usual, lowerMedian(steps), shortest, shortest / 2, shortest / 3];
  const fits = candidates.map((candidate, index) =>
    fitted(places, candidate, index < WHOLE ? ALIKE : ALIKE / 5),
  );
  const chosen = fits.findIndex(
    (step, index) => step !== undefined && (index < WHOLE || length / step <= FINEST * places.length),
  );
  const exact = fits[chosen];
  const step = exact ?? shortest;
  if (exact === undefined && length / step > FINEST * places.length) {
    throw new FormatError(
      'geometry',
      `The ${places.length} slices lie between ${millimeters(shortest)} and ${millimeters(Math.max(...steps))} apart, on no common grid: probably two scans in one. Leave out the slices that lie too close to others, or resample the series first.`,
    );
  }
  // Slices of a segmentation are a step thick, unless they lie unevenly.
  const thick = exact !== undefined && chosen < WHOLE ? step : usual;
  const width = hints.sparse ? thick : Math.max(usual, longestRun(steps));
  const widths = hints.widths ?? places.map(() => Math.max(width, step));
  return {
    ...fill(places, step, widths, hints.widths || hints.sparse ? 1 + ALIKE : GAP),
    resampled: exact === undefined,
  };
}

/** The step near a candidate that meets all places, or undefined; counted from place to place, so that no error adds up. */
function fitted(places: number[], candidate: number, share: number): number | undefined {
  let [count, products, squares] = [0, 0, 0];
  const counts = [0];
  for (let index = 1; index < places.length; index++) {
    const more = Math.round((places[index] - places[index - 1]) / candidate);
    if (more < 1) return undefined;
    count += more;
    counts.push(count);
    products += count * (places[index] - places[0]);
    squares += count * count;
  }
  const step = products / squares;
  const miss = Math.max(2e-3, Math.min(share * step, MOST_MISS));
  return places.every((place, index) => Math.abs(place - places[0] - counts[index] * step) <= miss)
    ? step
    : undefined;
}

/** Each slice reaches to the middle between it and its neighbor, across a gap only as far as it is thick. */
function fill(
  places: number[],
  step: number,
  widths: number[],
  factor: number,
): Omit<SliceGrid, 'resampled'> {
  const bounds = places.map((place, index) => [place - widths[index] / 2, place + widths[index] / 2]);
  for (let index = 1; index < places.length; index++) {
    const distance = places[index] - places[index - 1];
    if (distance > factor * ((widths[index] + widths[index - 1]) / 2)) continue;
    const middle = (places[index] + places[index - 1]) / 2;
    bounds[index - 1][1] = middle;
    bounds[index][0] = middle;
  }
  // The outer slices are as thick as their neighbors are far.
  const ends = [bounds[0][1] - places[0], (places.at(-1) as number) - bounds[bounds.length - 1][0]];
  const beyond = ends.map((half) => Math.max(0, Math.floor((half - step / 2) / step + 1e-6)));
  const count = Math.floor(((places.at(-1) as number) - places[0]) / step + 0.5) + 1;
  bounds[0][0] = places[0] - (beyond[0] + 0.5) * step;
  bounds[bounds.length - 1][1] = places[0] + (count + beyond[1]) * step;
  const slices: (number | undefined)[] = new Array(beyond[0] + count + beyond[1]).fill(undefined);
  for (const [index, [from, to]] of bounds.entries()) {
    // Of places on the edge of two slices, to within rounding, the later one gets them.
    const edge = step * 1e-6;
    const first = Math.ceil((from - places[0] - edge) / step) + beyond[0];
    const last = Math.ceil((to - places[0] - edge) / step) - 1 + beyond[0];
    for (let slice = Math.max(0, first); slice <= Math.min(last, slices.length - 1); slice++)
      slices[slice] = index;
  }
  for (const [index, place] of places.entries()) {
    slices[Math.min(slices.length - 1, Math.round((place - places[0]) / step) + beyond[0])] ??= index;
  }
  return { step, slices, first: beyond[0] };
}

/** The longest distance that occurs several times in a row, or 0. */
function longestRun(steps: number[]): number {
  let longest = 0;
  for (let at = 0; at + RUN <= steps.length; at++) {
    const run = steps.slice(at, at + RUN);
    const [low, high] = [Math.min(...run), Math.max(...run)];
    if (high - low <= ALIKE * low) longest = Math.max(longest, high);
  }
  return longest;
}

function lowerMedian(values: number[]): number {
  const sorted = values.slice().sort((one, other) => one - other);
  return sorted[(sorted.length - 1) >> 1];
}

/** For messages. */
export function millimeters(value: number): string {
  return `${Number(value.toFixed(3))} mm`;
}
