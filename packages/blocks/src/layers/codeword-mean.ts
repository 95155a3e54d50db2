/** The mean over the codewords of an encoding: one feature for each channel, for EncNet's gate. */
import { featureMean } from '@miniseg/ops';
import type { Shape } from '@miniseg/ops/layers';
import { type Tensor, type Tensor3D, tidy } from '@tensorflow/tfjs-core';
import { CheckedLayer } from '../checked-layer.js';
import { BlocksError } from '../errors.js';

/**
 * Input [batch, channels, K], what Encoding gives; output [batch, 1, 1, channels], a map of one pixel.
 *
 * @throws {BlocksError} for another rank.
 * @example const features = new CodewordMean().apply(encoded);
 */
export class CodewordMean extends CheckedLayer {
  /** @nocollapse */
  static readonly className = 'MiniSegCodewordMean';

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tidy(() => featureMean((Array.isArray(inputs) ? inputs[0] : inputs) as Tensor3D));
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const shape = (Array.isArray(inputShape[0]) ? inputShape[0] : inputShape) as Shape;
    if (shape.length !== 3) {
      throw new BlocksError(
        'invalid-argument',
        `${this.name} got an input of shape [${shape.map((size) => size ?? 'null')}]; it takes [batch, channels, codewords].`,
      );
    }
    return [shape[0], 1, 1, shape[1]];
  }
}
