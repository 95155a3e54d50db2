/** Maps joined along their channels. */
import { channelConcat } from '@miniseg/ops';
import type { Shape, Shape4D } from '@miniseg/ops/layers';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { MapLayer } from './map-layer.js';

/**
 * Inputs [batch, height, width, any channels], of one height and width; output [batch, height, width, all channels]. Its gradient
 * keeps no map.
 *
 * @throws {OpsError} for maps of two sizes.
 * @example const y = new Concat().apply([skip, upsampled]);
 */
export class Concat extends MapLayer {
  /** @nocollapse */
  static readonly className = 'MiniSegConcat';

  protected override inputCount(): [number, number] {
    return [1, Number.POSITIVE_INFINITY];
  }

  protected override compute(maps: Tensor4D[]): Tensor4D {
    return channelConcat(maps);
  }

  protected override shapeOfOutput(shapes: Shape4D[]): Shape {
    const known = (axis: 1 | 2) => shapes.find((shape) => shape[axis] !== null)?.[axis] ?? null;
    return [shapes[0][0], known(1), known(2), shapes.reduce((sum, shape) => sum + shape[3], 0)];
  }
}
