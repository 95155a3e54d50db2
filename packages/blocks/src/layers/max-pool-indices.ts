/** Where the maxima of a MaxPool2d lie, for MaxUnpool2d: a layer of its own, since a layer has one output. */
import { maxPoolIndices } from '@miniseg/ops';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { PoolLayer } from './pool-layer.js';

/**
 * The input is that of the pooling; the output has the pooling's shape and holds for each window the number of the tap with its
 * first maximum, counted row by row. No gradient.
 *
 * @throws {OpsError} for arguments out of range.
 * @example const indices = new MaxPoolIndices({ size: 2 }).apply(x);
 */
export class MaxPoolIndices extends PoolLayer {
  /** @nocollapse */
  static readonly className = 'MiniSegMaxPoolIndices';

  protected override compute([x]: Tensor4D[]): Tensor4D {
    return maxPoolIndices(x, this.options());
  }
}
