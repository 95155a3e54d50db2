/** Connected components of a mask, in 2-D and 3-D. */

import { binaryMask, type MaskOptions } from './binary-mask.js';
import { checkOptions } from './check-options.js';
import { checkGeometry, type Geometry, type GeometryOptions } from './geometry.js';
import type { LabelArray } from './labels.js';
import { type Connectivity, neighbors, type Offset } from './neighborhood.js';

/** Options of `connectedComponents`. */
export interface ConnectedComponentsOptions extends Omit<GeometryOptions, 'spacing'>, MaskOptions {
  /** Which pixels touch. Default 8 in 2-D and 26 in 3-D, as scikit-image (SciPy's own default is 4 and 6). */
  connectivity?: Connectivity;
}

/** The connected parts of a mask. */
export interface Components {
  /** 0 for background, else the number of the component, counted from 1 in scan order. */
  labels: Int32Array;
  count: number;
  /** Pixels of each component: `sizes[n - 1]` is that of component n. */
  sizes: number[];
}

/**
 * Labels the connected parts of the foreground: runs along rows, joined by union-find.
 *
 * @throws {MetricsError} `bad-shape`, `invalid-argument`, `shape-mismatch`, `not-binary`, `nan` or `not-integer`
 *
 * @example
 * connectedComponents([1, 0, 0, 1], { shape: [2, 2] }).count; // 1
 * connectedComponents([1, 0, 0, 1], { shape: [2, 2], connectivity: 4 }).count; // 2
 */
export function connectedComponents(mask: LabelArray, options: ConnectedComponentsOptions): Components {
  checkOptions('connectedComponents', options, { shape: 1, label: 1, connectivity: 1 });
  const geometry = checkGeometry({ shape: options.shape });
  return componentsOf(binaryMask(mask, geometry, options, 'mask').data, geometry, options.connectivity);
}

/** The same for a mask of zeros and ones that was checked before. */
export function componentsOf(mask: Uint8Array, geometry: Geometry, connectivity?: Connectivity): Components {
  const { size, dimensions } = geometry;
  const [depth, height, width] = size;
  const above = passedRows(neighbors(connectivity ?? (dimensions === 2 ? 8 : 26), dimensions));
  const runs = new Runs();
  // firstRun[row] to firstRun[row + 1] are the runs of a row.
  const firstRun = new Int32Array(depth * height + 1);
  for (let z = 0, row = 0; z < depth; z++) {
    for (let y = 0; y < height; y++, row++) {
      runs.read(mask, row * width, (row + 1) * width);
      firstRun[row + 1] = runs.count;
      for (const { dz, dy, reach } of above) {
        if (z + dz < 0 || y + dy < 0 || y + dy >= height) continue;
        const other = row + dz * height + dy;
        runs.join(
          firstRun[row],
          runs.count,
          firstRun[other],
          firstRun[other + 1],
          (other - row) * width,
          reach,
        );
      }
    }
  }
  return runs.label(new Int32Array(mask.length));
}

interface PassedRow {
  dz: number;
  dy: number;
  /** How far beyond its ends a run touches runs of that row: 1 where corners touch. */
  reach: number;
}

/** The rows that a scan has passed and whose pixels are neighbors. */
function passedRows(offsets: readonly Offset[]): PassedRow[] {
  return offsets
    .slice(0, offsets.length / 2)
    .filter(([dz, dy, dx]) => dx === 0 && (dz !== 0 || dy !== 0))
    .map(([dz, dy]) => ({
      dz,
      dy,
      reach: offsets.some((other) => other[0] === dz && other[1] === dy && other[2] === 1) ? 1 : 0,
    }));
}

/** Stretches of foreground along rows, in scan order, and which of them belong together (union-find). */
class Runs {
  readonly #start: number[] = [];
  readonly #end: number[] = [];
  /** An earlier run of the same component, or itself for the first. */
  readonly #parent: number[] = [];

  get count(): number {
    return this.#start.length;
  }

  read(mask: Uint8Array, from: number, to: number): void {
    for (let i = from; i < to; i++) {
      if (mask[i] === 0) continue;
      const start = i;
      while (i < to && mask[i] === 1) i++;
      this.#parent.push(this.count);
      this.#start.push(start);
      this.#end.push(i);
    }
  }

  /** Joins runs of one row with those of another, which lies `shift` pixels away, where they touch. */
  join(a: number, aEnd: number, b: number, bEnd: number, shift: number, reach: number): void {
    while (a < aEnd && b < bEnd) {
      const startA = this.#start[a] + shift;
      const endA = this.#end[a] + shift;
      if (startA < this.#end[b] + reach && this.#start[b] < endA + reach) {
        const [one, other] = [this.#root(a), this.#root(b)];
        this.#parent[Math.max(one, other)] = Math.min(one, other);
      }
      if (endA < this.#end[b]) a++;
      else b++;
    }
  }

  /** Numbers the components in the order of their first runs. */
  label(labels: Int32Array): Components {
    const component = new Int32Array(this.count);
    const sizes: number[] = [];
    for (let run = 0; run < this.count; run++) {
      const first = this.#root(run);
      if (first === run) component[run] = sizes.push(0);
      else component[run] = component[first];
      labels.fill(component[run], this.#start[run], this.#end[run]);
      sizes[component[run] - 1] += this.#end[run] - this.#start[run];
    }
    return { labels, count: sizes.length, sizes };
  }

  #root(run: number): number {
    const parent = this.#parent;
    while (parent[run] !== run) {
      parent[run] = parent[parent[run]];
      run = parent[run];
    }
    return run;
  }
}
