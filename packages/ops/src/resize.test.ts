/** Resizing against the matrices of PyTorch's rules in float64. */
import { describeOnBackends, expectClose } from '@miniseg/testkit';
import { type Tensor4D, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { expectOp, random } from '../test/compare.js';
import { resampleLoops } from '../test/window-loops.js';
import { resizeBilinear, resizeNearest } from './index.js';

type Mode = 'half-pixel' | 'aligned' | 'nearest';

/** [outputs][inputs]: how much of each input goes into an output. */
function matrix(mode: Mode, length: number, outputs: number): number[][] {
  return Array.from({ length: outputs }, (_, out) => {
    const row = new Array<number>(length).fill(0);
    if (mode === 'nearest') {
      row[Math.floor((out * length) / outputs)] = 1;
      return row;
    }
    const aligned = outputs > 1 ? (out * (length - 1)) / (outputs - 1) : 0;
    const at = mode === 'aligned' ? aligned : Math.max(((out + 0.5) * length) / outputs - 0.5, 0);
    const low = Math.min(Math.floor(at), length - 1);
    const high = Math.min(low + 1, length - 1);
    row[low] += 1 - (at - low);
    row[high] += at - low;
    return row;
  });
}

describeOnBackends('resizing', () => {
  for (const mode of ['half-pixel', 'aligned', 'nearest'] as const) {
    for (const [height, width, rows, columns] of [
      [4, 5, 8, 10],
      [5, 4, 13, 9],
      [9, 7, 3, 2],
      [1, 1, 6, 4],
      [6, 8, 1, 1],
      [3, 1, 3, 5],
      [2, 3, 16, 24],
      [3, 4, 3, 4],
    ]) {
      it(`${mode}, from ${height}x${width} to ${rows}x${columns}, equals the loops`, async () => {
        const x = random<[number, number, number, number]>([2, height, width, 3], 1);
        const dy = random([2, rows, columns, 3], 2);
        const { y, dx } = resampleLoops(x, matrix(mode, height, rows), matrix(mode, width, columns), dy.data);
        const op = (x: Tensor4D) =>
          mode === 'nearest'
            ? resizeNearest(x, [rows, columns])
            : resizeBilinear(x, [rows, columns], { alignCorners: mode === 'aligned' });
        await expectOp((x) => op(x as Tensor4D), [x], dy, { output: y, gradients: [dx] });
      });
    }
  }
  it('takes the pixel that whole numbers say, where a division first would take the one before', async () => {
    const x = tensor4d([1, 2], [1, 2, 1, 1]);
    const y = tidy(() => resizeNearest(x, [98, 1]));
    await expectClose(y, [...new Array(49).fill(1), ...new Array(49).fill(2)], { absolute: 0 });
    x.dispose();
    y.dispose();
  });
  it('refuses a size of 0', () => {
    tidy(() => {
      const x = tensor4d([1], [1, 1, 1, 1]);
      expect(() => resizeNearest(x, [0, 1])).toThrow(/height.*0.*at least 1/);
    });
  });
});
