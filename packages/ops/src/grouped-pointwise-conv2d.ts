/** Grouped 1x1 convolution, which tfjs lacks. Paper eq. (6) and (8): attention and fusion of the K branches. */
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { check4D, checkPositiveInteger, currentBackend } from './check.js';
import { conv2d } from './conv2d.js';
import { OpsError } from './errors.js';

/**
 * y[..., g m + o] = sum over c of x[..., g n + c] w[0, 0, c, g m + o], with n = in / groups, m = out / groups: `conv2d` with
 * groups, for a kernel of one tap.
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
  return conv2d(x, filter, { groups });
}
