import { expect, it } from 'vitest';
import { cutPlane, fromPlane, type Plane, planeSize } from './planes.js';

const shape = [2, 3, 4] as const;
/** Each voxel says where it is: slice, row, column as digits. */
const voxels = Array.from({ length: 24 }, (_, index) => {
  const [slice, row, column] = [Math.floor(index / 12), Math.floor(index / 4) % 3, index % 4];
  return 100 * slice + 10 * row + column;
});
const cut = (plane: Plane, at: number) => {
  const { width, height } = planeSize(plane, shape, [1, 1, 1]);
  const into = new Array<number>(width * height).fill(-1);
  cutPlane(plane, at, voxels, shape, into);
  return into;
};

it('a coronal cut has all columns of a row, the head at the top', () => {
  expect(cut('coronal', 1)).toEqual([110, 111, 112, 113, 10, 11, 12, 13]);
});

it('a sagittal cut has all rows of a column, the front at the left', () => {
  expect(cut('sagittal', 2)).toEqual([102, 112, 122, 2, 12, 22]);
});

it('a place of the picture leads back to its voxel', () => {
  for (const plane of ['coronal', 'sagittal'] as const) {
    const { width, height } = planeSize(plane, shape, [3, 1, 2]);
    const pixels = cut(plane, 1);
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const at = { row: 1, column: 1, ...fromPlane(plane, { row, column }, shape) };
        expect(pixels[row * width + column]).toBe(100 * at.slice + 10 * at.row + at.column);
      }
    }
  }
  expect(planeSize('coronal', shape, [3, 1, 2])).toMatchObject({ spacing: [3, 2], count: 3 });
  expect(planeSize('sagittal', shape, [3, 1, 2])).toMatchObject({ spacing: [3, 1], count: 4 });
});
