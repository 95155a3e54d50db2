/** Dilation without a kernel that knows it: whole cells of pixels, each pixel of a cell in a batch entry of its own. */
import { batchToSpaceND, spaceToBatchND, type Tensor4D } from '@tensorflow/tfjs-core';
import { bothAxes, outputSize, type Window } from './window.js';

/**
 * A dilated convolution at stride 1 as a plain one.
 *
 * @param convolve Without padding or dilation.
 */
export function inBatches(x: Tensor4D, window: Window, convolve: (image: Tensor4D) => Tensor4D): Tensor4D {
  const { dilations, before, after } = window;
  const size = outputSize(x.shape[1], x.shape[2], window, 'A convolution');
  const padded = bothAxes((axis) => x.shape[axis + 1] + before[axis] + after[axis]);
  const fill = bothAxes((axis) => (dilations[axis] - (padded[axis] % dilations[axis])) % dilations[axis]);
  const batches = spaceToBatchND(x, dilations, [
    [before[0], after[0] + fill[0]],
    [before[1], after[1] + fill[1]],
  ]);
  const filtered = convolve(batches);
  return batchToSpaceND(filtered, dilations, [
    [0, filtered.shape[1] * dilations[0] - size[0]],
    [0, filtered.shape[2] * dilations[1] - size[1]],
  ]);
}
