/**
 * Grouped 1x1 convolution, which tfjs lacks. Paper eq. (6) and (8): attention and fusion of the K branches.
 *
 * One block-diagonal 1x1 convolution: G times the multiplications, but no split and no concat of the image, which cost
 * more than they save (1 to 6 times slower on wasm at widths of 24 to 256). Where the groups are tensors of their own
 * already, as inside AHSP, one small `conv2d` for each is faster.
 */
import { mul, reshape, sum, type Tensor4D, tensor2d, tidy, tile } from '@tensorflow/tfjs-core';
import { check4D, checkPositiveInteger, currentBackend } from './check.js';
import { convFilterGradient, convForward, convInputGradient } from './conv2d.js';
import { OpsError } from './errors.js';
import { withGradient } from './with-gradient.js';

/**
 * y[..., g m + o] = sum over c of x[..., g n + c] w[0, 0, c, g m + o], with n = in / groups, m = out / groups.
 *
 * @param x [batch, height, width, in], float32.
 * @param filter [1, 1, in / groups, out]; the outputs of one group lie next to each other (Keras's layout).
 * @param groups How many groups; divides `in` and `out`.
 * @returns [batch, height, width, out].
 * @throws {OpsError} when the shapes and the groups do not fit each other.
 */
export function groupedPointwiseConv2d(x: Tensor4D, filter: Tensor4D, groups: number): Tensor4D {
  currentBackend();
  check4D(x, 'The input of groupedPointwiseConv2d');
  check4D(filter, 'The filter of groupedPointwiseConv2d');
  checkPositiveInteger(groups, 'groups of groupedPointwiseConv2d');
  const channels = x.shape[3];
  const [kernelHeight, kernelWidth, perGroup, outputs] = filter.shape;
  if (kernelHeight !== 1 || kernelWidth !== 1 || perGroup * groups !== channels || outputs % groups !== 0) {
    throw new OpsError(
      'shape',
      `The filter of groupedPointwiseConv2d has shape [${filter.shape}] for ${channels} input channels in ` +
        `${groups} groups; it must be [1, 1, ${channels / groups}, a multiple of ${groups}], and ${groups} must divide ${channels}.`,
    );
  }
  return withGradient(
    [x, filter],
    (save) => {
      save([x, filter]);
      return convForward(x, blockDiagonal(filter, groups), 1);
    },
    (dy, [x, filter]) => {
      const blocks = blockDiagonal(filter as Tensor4D, groups);
      const dBlocks = convFilterGradient(dy, x as Tensor4D, blocks.shape, 1);
      return [
        convInputGradient(dy, blocks, x.shape as Tensor4D['shape'], 1),
        collectBlocks(dBlocks, groups, filter.shape as Tensor4D['shape']),
      ];
    },
  );
}

/** [1, 1, n, G m] -> [1, 1, G n, G m], zero outside the blocks. */
function blockDiagonal(filter: Tensor4D, groups: number): Tensor4D {
  if (groups === 1) return filter;
  const [, , perGroup, outputs] = filter.shape;
  return tidy(() => {
    const everywhere = tile(reshape(filter, [perGroup, outputs]), [groups, 1]);
    return reshape(mul(everywhere, blockMask(groups, perGroup, outputs)), [
      1,
      1,
      groups * perGroup,
      outputs,
    ]) as Tensor4D;
  });
}

/** The adjoint of `blockDiagonal`. */
function collectBlocks(dBlocks: Tensor4D, groups: number, shape: Tensor4D['shape']): Tensor4D {
  if (groups === 1) return dBlocks;
  const [, , perGroup, outputs] = shape;
  const inside = mul(reshape(dBlocks, [groups * perGroup, outputs]), blockMask(groups, perGroup, outputs));
  return reshape(sum(reshape(inside, [groups, perGroup, outputs]), 0), shape) as Tensor4D;
}

function blockMask(groups: number, perGroup: number, outputs: number) {
  const mask = new Float32Array(groups * perGroup * outputs);
  const perGroupOutputs = outputs / groups;
  for (let row = 0; row < groups * perGroup; row++) {
    const first = row * outputs + Math.floor(row / perGroup) * perGroupOutputs;
    mask.fill(1, first, first + perGroupOutputs);
  }
  return tensor2d(mask, [groups * perGroup, outputs]);
}
