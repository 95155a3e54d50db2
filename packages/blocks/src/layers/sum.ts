/** Sums of maps. */
import { addBroadcast, addMaps } from '@miniseg/ops';
import type { Shape, Shape4D } from '@miniseg/ops/layers';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { MapLayer } from './map-layer.js';

/**
 * The first input plus all others, whose axes of size 1 are repeated. Output: the shape of the first. Its gradient keeps no map.
 *
 * @throws {OpsError} for shapes that do not fit.
 * @example const y = new Sum().apply([x, shortcut]);
 */
export class Sum extends MapLayer {
  /** @nocollapse */
  static readonly className = 'MiniSegSum';

  protected override inputCount(): [number, number] {
    return [2, Number.POSITIVE_INFINITY];
  }

  protected override compute([first, ...others]: Tensor4D[]): Tensor4D {
    return others.reduce(
      (sum, other) =>
        String(sum.shape) === String(other.shape) ? addMaps(sum, other) : addBroadcast(sum, other),
      first,
    );
  }

  protected override shapeOfOutput([first]: Shape4D[]): Shape {
    return first;
  }
}
