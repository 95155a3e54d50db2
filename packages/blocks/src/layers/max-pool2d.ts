/** Max pooling as PyTorch's MaxPool2d. */
import { maxPool2d } from '@miniseg/ops';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { PoolLayer } from './pool-layer.js';

/**
 * Padding never wins; the gradient goes to the first maximum of a window, row by row. Input [batch, height, width, channels];
 * output [batch, floor((height + 2 padding - size) / strides) + 1, likewise width, channels], with ceilMode the ceiling.
 *
 * @throws {OpsError} for arguments out of range.
 * @example const y = new MaxPool2d({ size: 3, strides: 2, padding: 1 }).apply(x);
 */
export class MaxPool2d extends PoolLayer {
  /** @nocollapse */
  static readonly className = 'MiniSegMaxPool2d';

  protected override compute([x]: Tensor4D[]): Tensor4D {
    return maxPool2d(x, this.options());
  }
}
