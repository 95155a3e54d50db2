/**
 * A grouped filter as a dense one: G times the multiplications, but no split and no concat of the image, which cost more
 * than they save (1 to 6 times slower on wasm at widths of 24 to 256).
 */
import { concat, mul, reshape, sum, type Tensor4D, tensor4d, tidy } from '@tensorflow/tfjs-core';

/** [h, w, n, G m] -> [h, w, G n, G m], zero outside the blocks. */
export function blockDiagonal(filter: Tensor4D, groups: number): Tensor4D {
  if (groups === 1) return filter;
  const [, , perGroup, outputs] = filter.shape;
  return tidy(() => {
    // (tile takes 4 ms for this on wasm.)
    const copies = concat(new Array<Tensor4D>(groups).fill(filter), 2);
    return mul(copies, blockMask(groups, perGroup, outputs)) as Tensor4D;
  });
}

/** The adjoint of `blockDiagonal`. */
export function collectBlocks(dBlocks: Tensor4D, groups: number): Tensor4D {
  if (groups === 1) return dBlocks;
  const [height, width, inputs, outputs] = dBlocks.shape;
  const perGroup = inputs / groups;
  return tidy(() => {
    const inside = mul(dBlocks, blockMask(groups, perGroup, outputs));
    // Outside its own block an output has zeros: the sum over the blocks picks its own.
    const stacked = reshape(inside, [height * width, groups, perGroup, outputs]);
    return reshape(sum(stacked, 1), [height, width, perGroup, outputs]) as Tensor4D;
  });
}

function blockMask(groups: number, perGroup: number, outputs: number): Tensor4D {
  const mask = new Float32Array(groups * perGroup * outputs);
  const perGroupOutputs = outputs / groups;
  for (let row = 0; row < groups * perGroup; row++) {
    const first = row * outputs + Math.floor(row / perGroup) * perGroupOutputs;
    mask.fill(1, first, first + perGroupOutputs);
  }
  return tensor4d(mask, [1, 1, groups * perGroup, outputs]);
}
