/**
 * Two volumes voxel by voxel on one grid: axes may be stored in another order or direction, and slices without findings
 * may be absent from a DICOM segmentation; everything else has to be equal. Nothing is resampled.
 */
import type { PixelArray, Vector3 } from '@miniseg/formats';
import { CliError } from '../errors.js';
import { describeGrid, type Grid, isBare, type NamedGrid } from './grid.js';

/** How the voxels of a volume come to lie on the common grid. */
export interface Placement {
  /** Where the first voxel of the grid's box is in the data, and how far apart neighbors are along each axis. */
  start: number;
  stride: Vector3;
  /** The box on the common grid that the volume fills. */
  from: Vector3;
  size: Vector3;
}

/** The grid on which both lie: the reference's own axes. */
export interface CommonGrid {
  grid: Grid;
  other: Placement;
  reference: Placement;
}

/** Voxels by which corners may be apart: NIfTI's 32-bit numbers are off by less. */
const TOLERANCE = 0.05;

/**
 * @param other comes onto the axes of the reference
 * @param cure ends the message about grids that differ
 * @throws {CliError} `input` that names both files with their grids, what differs, and the cure
 */
export function commonGrid(
  other: NamedGrid,
  reference: NamedGrid,
  cure = 'Check that they belong together. If so, resample one to the grid of the other with nearest neighbor.',
): CommonGrid {
  const refuse = (what: string, instead = cure): never => {
    throw new CliError('input', `'${other.file}' and '${reference.file}' differ in ${what}. ${instead}`, {
      more: [other, reference].map(({ file, grid }) => `'${file}': ${describeGrid(grid)}`),
    });
  };
  if (isBare(other.grid) || isBare(reference.grid)) {
    const [one, two] = [other.grid.shape, reference.grid.shape];
    if (one.join() === two.join()) {
      const grid = isBare(reference.grid) ? { ...other.grid } : reference.grid;
      return { grid, other: whole(one), reference: whole(two) };
    }
    return refuse(
      'shape (slices x rows x columns)',
      one.toReversed().join() === two.join()
        ? 'An array is taken as (slice, row, column), and this one is (column, row, slice), as nibabel has it: save it transposed.'
        : cure,
    );
  }
  const found = locate(other.grid, reference.grid);
  if (found === undefined) return refuse('direction of their axes or size of their voxels');
  const { axes, flips, first, apart } = found;
  if (apart > TOLERANCE) {
    return refuse(
      `place, by up to ${Number(apart.toPrecision(3))} voxels${other.sparse || reference.sparse ? ' off the common grid' : ''}`,
    );
  }
  const shape = axes.map((axis) => other.grid.shape[axis]) as Vector3;
  const box = boxOf({ first, shape }, reference.grid.shape, other, reference);
  if (box === undefined) {
    const moved = first.some((at) => at !== 0);
    const same = shape.join() === reference.grid.shape.join();
    return refuse(same && moved ? `place, by ${first.join(', ')} voxels (slice, row, column)` : 'shape');
  }
  const strides = whole(other.grid.shape).stride;
  const last = axes.map((axis) => other.grid.shape[axis] - 1);
  return {
    grid: onGrid(reference.grid, box),
    other: {
      start: axes.reduce((sum, axis, place) => sum + (flips[place] ? last[place] * strides[axis] : 0), 0),
      stride: axes.map((axis, place) => (flips[place] ? -strides[axis] : strides[axis])) as Vector3,
      from: first.map((at, axis) => at - box.first[axis]) as Vector3,
      size: shape,
    },
    reference: { ...whole(reference.grid.shape), from: box.first.map((at) => 0 - at) as Vector3 },
  };
}

/** Voxels in the order of the common grid; background where the volume has none. Data that lie so are not copied. */
export function placed<Data extends PixelArray>(
  data: Data,
  { start, stride, from, size }: Placement,
  grid: Grid,
): Data {
  const [slices, rows, columns] = grid.shape;
  const plain = whole(size).stride.join() === stride.join() && start === 0;
  if (plain && size.join() === grid.shape.join()) return data;
  const result = new (data.constructor as new (length: number) => Data)(slices * rows * columns);
  for (let i = 0; i < size[0]; i++) {
    for (let j = 0; j < size[1]; j++) {
      let to = ((i + from[0]) * rows + j + from[1]) * columns + from[2];
      let at = start + i * stride[0] + j * stride[1];
      for (let k = 0; k < size[2]; k++, to++, at += stride[2]) result[to] = data[at];
    }
  }
  return result;
}

/** Numbers that nothing was done to. */
function whole([slices, rows, columns]: Vector3): Placement {
  return {
    start: 0,
    stride: [rows * columns, columns, 1],
    from: [0, 0, 0],
    size: [slices, rows, columns],
  };
}

interface Located {
  /** For each axis of the reference, that of the other volume, and whether it runs backwards. */
  axes: number[];
  flips: boolean[];
  /** The reference's index of the other volume's first voxel, after flips. */
  first: Vector3;
  /** Voxels of the reference by which a corner is away from a whole index. */
  apart: number;
}

/** Undefined where no axis of one runs along each of the other. */
function locate(other: Grid, reference: Grid): Located | undefined {
  const inverse = inverted(
    reference.direction.map((axis, n) => axis.map((value) => value * reference.spacing[n])),
  );
  if (inverse === undefined) return undefined;
  const inVoxels = (vector: readonly number[]) =>
    inverse.map((row) => row.reduce((sum, value, axis) => sum + value * vector[axis], 0));
  const steps = other.direction.map((axis, n) => inVoxels(axis.map((value) => value * other.spacing[n])));
  const origin = inVoxels(other.origin.map((value, axis) => value - reference.origin[axis]));
  const axes = [0, 1, 2].map((place) =>
    steps.reduce(
      (best, step, axis) => (Math.abs(step[place]) > Math.abs(steps[best][place]) ? axis : best),
      0,
    ),
  );
  if (new Set(axes).size < 3) return undefined;
  const flips = axes.map((axis, place) => steps[axis][place] < 0);
  const lengths = axes.map((axis) => other.shape[axis] - 1);
  const start = origin.map((at, place) => (flips[place] ? at - lengths[place] : at));
  const first = start.map((at) => Math.round(at) + 0) as Vector3;
  let apart = 0;
  let skew = 0;
  for (let corner = 0; corner < 8; corner++) {
    const index = lengths.map((length, place) => ((corner >> place) & 1) * length);
    for (let place = 0; place < 3; place++) {
      const actual = axes.reduce((sum, axis, n) => sum + index[n] * steps[axis][place], origin[place]);
      const wanted = first[place] + (flips[place] ? lengths[place] - index[place] : index[place]);
      apart = Math.max(apart, Math.abs(actual - wanted));
    }
  }
  for (const [place, axis] of axes.entries()) {
    // The thickness of a single slice is often not known.
    if (lengths[place] === 0) continue;
    skew = Math.max(skew, Math.abs(Math.abs(steps[axis][place]) - 1));
  }
  return skew > SAME_STEP ? undefined : { axes, flips, first, apart };
}

/** Share by which steps of two grids may differ before they are other steps, and not the same ones rounded. */
const SAME_STEP = 0.01;

/** The box, in indices of the reference, that holds what may be missing in either; undefined where the rest differs. */
function boxOf(
  { first, shape }: { first: Vector3; shape: Vector3 },
  own: Vector3,
  other: NamedGrid,
  reference: NamedGrid,
): { first: Vector3; shape: Vector3 } | undefined {
  const end = first.map((at, axis) => at + shape[axis]);
  const low = first.map((at) => Math.min(at, 0));
  const high = end.map((at, axis) => Math.max(at, own[axis]));
  const holdsAll = (from: readonly number[], to: readonly number[]) =>
    low.every((at, axis) => at === from[axis]) && high.every((at, axis) => at === to[axis]);
  const inReference = holdsAll([0, 0, 0], own);
  const inOther = holdsAll(first, end);
  if (inReference && inOther) return { first: [0, 0, 0], shape: own };
  if (inReference && other.sparse) return { first: [0, 0, 0], shape: own };
  if (inOther && reference.sparse) return { first, shape };
  // Of two that may both lack slices, those of either count; more than one axis apart, they are of different images.
  const differing = [0, 1, 2].filter(
    (axis) => low[axis] !== 0 || high[axis] !== own[axis] || shape[axis] !== own[axis],
  );
  if (!other.sparse || !reference.sparse || differing.length > 1) return undefined;
  return { first: low as Vector3, shape: high.map((at, axis) => at - low[axis]) as Vector3 };
}

function onGrid(grid: Grid, { first, shape }: { first: Vector3; shape: Vector3 }): Grid {
  const origin = grid.origin.map((value, coordinate) =>
    first.reduce((sum, at, axis) => sum + at * grid.spacing[axis] * grid.direction[axis][coordinate], value),
  ) as Vector3;
  return { ...grid, shape, origin };
}

/** The inverse of the matrix with these columns; undefined where there is none. */
function inverted([a, b, c]: readonly (readonly number[])[]): number[][] | undefined {
  const cross = (one: readonly number[], two: readonly number[]) => [
    one[1] * two[2] - one[2] * two[1],
    one[2] * two[0] - one[0] * two[2],
    one[0] * two[1] - one[1] * two[0],
  ];
  const rows = [cross(b, c), cross(c, a), cross(a, b)];
  const determinant = rows[0].reduce((sum, value, axis) => sum + value * a[axis], 0);
  if (!(Math.abs(determinant) > 0)) return undefined;
  return rows.map((row) => row.map((value) => value / determinant));
}
