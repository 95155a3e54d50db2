import type { Vector3, Volume } from '../volume/volume.js';
import type { DicomHeader } from './dicom-header.js';
import { dot, frameAxes, SAME_POSITION, slicePlaces } from './slice-stack.js';

/**
 * What is odd about a series, though it can be read:
 *
 * - `gap`: slices are missing between two neighbours
 * - `uneven`: distances differ, by less than a missing slice
 * - `duplicate`: several files at one position; the lowest instance number is kept
 * - `no-position`: files have no position, and were ordered by instance number
 * - `tilted`: slices are shifted sideways (gantry tilt), so the axes are not perpendicular
 * - `mixed-geometry`: the series has slices of other size or orientation, which were made stacks of their own
 */
export interface SeriesIssue {
  kind: 'gap' | 'uneven' | 'duplicate' | 'no-position' | 'tilted' | 'mixed-geometry';
  message: string;
  /** Names of the files concerned. */
  files: string[];
}

/** A file of a series with its header. */
export interface SeriesFile {
  name: string;
  header: DicomHeader;
}

// A step this much longer than usual leaves room for a slice.
const GAP = 1.5;
// Steps that differ by less than this share are even: positions are written with few digits.
const EVEN = 0.01;

/** Issues of files that are in order along their axis. */
export function findSeriesIssues(
  files: SeriesFile[],
  { spacing, direction }: Pick<Volume, 'spacing' | 'direction'>,
): SeriesIssue[] {
  const frames = files.map(({ header }) => header.frames[0]);
  if (files.length < 2) return [];
  if (!frames[0].position) {
    return [
      {
        kind: 'no-position',
        message: `The ${files.length} files have no position; they are in the order of their instance numbers.`,
        files: files.map(({ name }) => name),
      },
    ];
  }
  const issues: SeriesIssue[] = [];
  const [usual] = spacing;
  const { steps } = slicePlaces(frames, direction[0]);
  const millimetres = (value: number) => `${Number(value.toFixed(3))} mm`;
  for (const [index, step] of steps.entries()) {
    if (step < usual * GAP) continue;
    const missing = Math.round(step / usual) - 1;
    issues.push({
      kind: 'gap',
      message: `${millimetres(step)} between ${files[index].name} and ${files[index + 1].name}, where ${millimetres(usual)} is usual: about ${missing} slice(s) missing.`,
      files: [files[index].name, files[index + 1].name],
    });
  }
  const ordinary = steps.filter((step) => step < usual * GAP);
  const [shortest, longest] = [Math.min(...ordinary), Math.max(...ordinary)];
  if (ordinary.length > 0 && longest - shortest > Math.max(usual * EVEN, 2 * SAME_POSITION)) {
    issues.push({
      kind: 'uneven',
      message: `Neighbouring slices lie ${millimetres(shortest)} to ${millimetres(longest)} apart; the spacing is given as ${millimetres(usual)}.`,
      files: files.map(({ name }) => name),
    });
  }
  const [normal] = frameAxes(frames[0]);
  if (leans(direction[0], normal)) {
    const angle = (Math.acos(Math.min(1, dot(direction[0], normal))) * 180) / Math.PI;
    issues.push({
      kind: 'tilted',
      message: `Slices are shifted sideways: their line leans ${angle.toFixed(1)} degrees from the normal (gantry tilt). Resample before treating the axes as perpendicular.`,
      files: files.map(({ name }) => name),
    });
  }
  return issues;
}

function leans(axis: Vector3, normal: Vector3): boolean {
  return axis.some((value, index) => value !== normal[index]);
}
