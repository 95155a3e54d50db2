/** Max unpooling as PyTorch's MaxUnpool2d. */
import { maxUnpool2d, unpooledSize } from '@miniseg/ops';
import type { Shape, Shape4D } from '@miniseg/ops/layers';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { PoolLayer } from './pool-layer.js';
import { bothAxes } from './sizes.js';

/**
 * Inputs [x, indices], the second what MaxPoolIndices gave with the same size, strides and padding, or [x, indices, like]. Each
 * value of x goes back to where its maximum was, the rest is zero. Output: height and width of `like`, or (height - 1) strides -
 * 2 padding + size; the channels of x.
 *
 * @throws {OpsError} for arguments out of range.
 * @example const y = new MaxUnpool2d({ size: 2 }).apply([x, indices]);
 */
export class MaxUnpool2d extends PoolLayer {
  /** @nocollapse */
  static readonly className = 'MiniSegMaxUnpool2d';

  protected override inputCount(): [number, number] {
    return [2, 3];
  }

  protected override compute([x, indices, like]: Tensor4D[]): Tensor4D {
    const outputSize: [number, number] | undefined = like && [like.shape[1], like.shape[2]];
    return maxUnpool2d(x, indices, { ...this.options(), outputSize });
  }

  protected override shapeOfOutput([[batch, height, width, channels], , like]: Shape4D[]): Shape {
    const unpooled = bothAxes(
      [height, width],
      (length, axis) => unpooledSize([length, length], this.options())[axis],
    );
    return [batch, ...(like ? [like[1], like[2]] : unpooled), channels];
  }
}
