import type { SeriesFile } from './series-issues.js';
import { GAP } from './slice-grid.js';
import { dot, frameAxes, MOST_ASIDE, mostAside, placeOf, SAME_POSITION } from './slice-stack.js';

/**
 * The scans that slices of one size and orientation belong to. Scans differ in an attribute (acquisition, phase, echo,
 * kernel, ...) and lie over or between one another; what lies end to end is one scan, however its parts are numbered,
 * as a table that moves on in steps numbers every part. Where every position is taken equally often and nothing else
 * tells, the order of instance numbers does.
 *
 * @param files parallel slices, one frame each
 * @returns Each stack in order along its normal; none is empty.
 */
export function splitStacks(files: SeriesFile[]): SeriesFile[][] {
  const place = placesOf(files);
  let stacks = [files.slice().sort((one, other) => place(one) - place(other) || byNumber(one, other))];
  stacks = stacks.flatMap(bySide);
  for (const trait of new Set(files.flatMap(({ header }) => [...header.traits.keys()]))) {
    stacks = stacks.flatMap((stack) => byTrait(stack, trait, place));
  }
  return stacks.flatMap((stack) => byRepetition(stack, place));
}

/** Where a slice lies along the normal that all have in common. */
export function placesOf(files: SeriesFile[]): (file: SeriesFile) => number {
  const [normal] = frameAxes(files[0].header.frames[0]);
  return ({ header }) => placeOf(header.frames[0], normal, header);
}

export const byNumber = (one: SeriesFile, other: SeriesFile) =>
  one.header.instanceNumber - other.header.instanceNumber;

/** Slices of untilted scans that were centered differently, side by side in few groups. */
function bySide(stack: SeriesFile[]): SeriesFile[][] {
  const positions = stack.flatMap(({ header }) => header.frames[0].position ?? []);
  if (positions.length < 3 * stack.length) return [stack];
  const frames = stack.map(({ header }) => header.frames[0]);
  const [normal, row, column] = frameAxes(frames[0]);
  if (mostAside(frames, normal) <= MOST_ASIDE) return [stack];
  const groups: SeriesFile[][] = [];
  const offsets = ({ header }: SeriesFile) => {
    const { position = [0, 0, 0] } = header.frames[0];
    return [dot(position, row), dot(position, column)];
  };
  for (const file of stack) {
    const [x, y] = offsets(file);
    const group = groups.find(([first]) => {
      const [along, across] = offsets(first);
      return Math.hypot(x - along, y - across) <= MOST_ASIDE;
    });
    if (group) group.push(file);
    else groups.push([file]);
  }
  return groups.every((group) => group.length >= 3) ? groups : [stack];
}

function byTrait(stack: SeriesFile[], trait: string, place: (file: SeriesFile) => number): SeriesFile[][] {
  const groups = groupBy(stack, ({ header }) => header.traits.get(trait) ?? '');
  // What differs from slice to slice counts slices, not scans.
  if (groups.length < 2 || groups.every(({ length }) => length === 1)) return [stack];
  const steps = groups.flatMap((group) =>
    group.slice(1).map((file, index) => place(file) - place(group[index])),
  );
  const usual = steps.filter((step) => step > SAME_POSITION).sort((one, other) => one - other);
  const step = usual[(usual.length - 1) >> 1] ?? 0;
  const joined: SeriesFile[][] = [];
  for (const group of groups.sort((one, other) => place(one[0]) - place(other[0]))) {
    const before = joined.find((files) => {
      const distance = place(group[0]) - place(files[files.length - 1]);
      return distance > SAME_POSITION && distance > step / GAP && distance <= step * GAP;
    });
    if (before) before.push(...group);
    else joined.push(group);
  }
  return joined;
}

/** Scans of the same positions, told apart by the order in which they were taken. */
function byRepetition(stack: SeriesFile[], place: (file: SeriesFile) => number): SeriesFile[][] {
  if (!stack[0].header.frames[0].position) return [stack];
  const seen = new Set<string>();
  const [unique, copies]: [SeriesFile[], SeriesFile[]] = [[], []];
  for (const file of stack) {
    const { sopInstanceUID } = file.header;
    (seen.has(sopInstanceUID) ? copies : unique).push(file);
    if (sopInstanceUID) seen.add(sopInstanceUID);
  }
  const positions: SeriesFile[][] = [];
  for (const file of unique) {
    const last = positions.at(-1);
    if (last && place(file) - place(last[0]) < SAME_POSITION) last.push(file);
    else positions.push([file]);
  }
  const times = positions[0].length;
  if (times < 2 || positions.length < 2 || positions.some(({ length }) => length !== times)) return [stack];
  for (const same of positions) same.sort(byNumber);
  const stacks = Array.from({ length: times }, (_, time) => positions.map((same) => same[time]));
  // Copies of a file stay where that file is, to be left out there.
  for (const copy of copies) {
    const home = stacks.find((files) =>
      files.some(({ header }) => header.sopInstanceUID === copy.header.sopInstanceUID),
    );
    home?.push(copy);
  }
  for (const files of stacks) files.sort((one, other) => place(one) - place(other) || byNumber(one, other));
  return stacks;
}

function groupBy(files: SeriesFile[], keyOf: (file: SeriesFile) => string): SeriesFile[][] {
  const groups = new Map<string, SeriesFile[]>();
  for (const file of files) {
    const key = keyOf(file);
    const group = groups.get(key);
    if (group) group.push(file);
    else groups.set(key, [file]);
  }
  return [...groups.values()];
}
