/** Body and lungs found by thresholds and connectivity: rough masks for cropping, not for diagnosis. */

import type { PixelArray, Vector3, Volume } from '@miniseg/formats/volume';
import { checkFunction, checkNumber, checkShape, checkVolume } from '../check-values.js';

/** Labels of 6-connected components from 1 on (0 outside) and their sizes, `sizes[0]` unused. */
export function connectedComponents(
  inside: (index: number) => boolean,
  shape: Vector3,
): { labels: Int32Array; sizes: number[] } {
  checkFunction(inside, 'inside', 'it is a function that says whether a voxel belongs to a region');
  checkShape(shape, 'The shape');
  const [slices, rows, columns] = shape;
  const plane = rows * columns;
  const labels = new Int32Array(slices * plane);
  const sizes = [0];
  const stack: number[] = [];
  const visit = (index: number, label: number) => {
    if (labels[index] === 0 && inside(index)) {
      labels[index] = label;
      stack.push(index);
    }
  };
  for (let seed = 0; seed < labels.length; seed++) {
    if (labels[seed] !== 0 || !inside(seed)) continue;
    const label = sizes.length;
    let size = 0;
    visit(seed, label);
    while (stack.length > 0) {
      const index = stack.pop()!;
      size++;
      const column = index % columns;
      const row = Math.floor(index / columns) % rows;
      if (column > 0) visit(index - 1, label);
      if (column < columns - 1) visit(index + 1, label);
      if (row > 0) visit(index - columns, label);
      if (row < rows - 1) visit(index + columns, label);
      if (index >= plane) visit(index - plane, label);
      if (index < labels.length - plane) visit(index + plane, label);
    }
    sizes.push(size);
  }
  return { labels, sizes };
}

type Voxels = Pick<Volume, 'data' | 'shape'>;

/**
 * The body: the largest connected region above `threshold`, with everything that it encloses within a slice. The
 * couch does not belong to it as long as it touches nowhere.
 *
 * @param threshold default -500 HU; for 8-bit pictures in a lung window about 140
 */
export function bodyMask(volume: Voxels, threshold = -500): Uint8Array {
  checkVolume(volume);
  checkNumber(threshold, 'threshold');
  const { data, shape } = volume;
  const { labels, sizes } = connectedComponents((i) => data[i] > threshold, shape);
  const body = new Uint8Array(data.length);
  const largest = indexOfLargest(sizes);
  if (largest === 0) return body;
  const outside = reachedFromBorder(shape, (i) => labels[i] !== largest);
  for (let i = 0; i < body.length; i++) body[i] = outside[i] ? 0 : 1;
  return body;
}

/**
 * The lungs: air within the body, components of at least 5 % of all such air. Dense disease next to the chest wall
 * is left out, the windpipe may be in: good for a box around the lungs.
 *
 * @param threshold default -400 HU; for 8-bit pictures in a lung window about 160
 */
export function lungMask(volume: Voxels, threshold = -400): Uint8Array {
  const body = bodyMask(volume, threshold);
  const { data, shape } = volume;
  const { labels, sizes } = connectedComponents((i) => body[i] === 1 && data[i] <= threshold, shape);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const lungs = new Uint8Array(data.length);
  for (let i = 0; i < lungs.length; i++) lungs[i] = labels[i] > 0 && sizes[labels[i]] >= 0.05 * total ? 1 : 0;
  return lungs;
}

function indexOfLargest(sizes: readonly number[]): number {
  return sizes.reduce((best, size, i) => (size > sizes[best] ? i : best), 0);
}

/** Pixels connected, within their slice, to the slice's border through pixels that `passes` accepts. */
function reachedFromBorder([slices, rows, columns]: Vector3, passes: (index: number) => boolean): Uint8Array {
  const plane = rows * columns;
  const reached: PixelArray & Uint8Array = new Uint8Array(slices * plane);
  const stack: number[] = [];
  const visit = (index: number) => {
    if (!reached[index] && passes(index)) {
      reached[index] = 1;
      stack.push(index);
    }
  };
  for (let slice = 0; slice < slices; slice++) {
    const start = slice * plane;
    for (let k = 0; k < columns; k++) {
      visit(start + k);
      visit(start + plane - columns + k);
    }
    for (let j = 0; j < rows; j++) {
      visit(start + j * columns);
      visit(start + j * columns + columns - 1);
    }
    while (stack.length > 0) {
      const index = stack.pop()!;
      const column = index % columns;
      const row = Math.floor((index - start) / columns);
      if (column > 0) visit(index - 1);
      if (column < columns - 1) visit(index + 1);
      if (row > 0) visit(index - columns);
      if (row < rows - 1) visit(index + columns);
    }
  }
  return reached;
}
