/** A map times a gate: squeeze and excitation, attention maps. */
import { gated } from '@miniseg/ops';
import type { Shape, Shape4D } from '@miniseg/ops/layers';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { MapLayer } from './map-layer.js';

/**
 * Inputs [x, gate]: x [batch, height, width, channels], the gate with each of height, width and channels the same or 1, and then
 * repeated. Output: x times the gate.
 *
 * @throws {OpsError} for shapes that do not fit.
 * @example const y = new Gate().apply([x, weights]);
 */
export class Gate extends MapLayer {
  /** @nocollapse */
  static readonly className = 'MiniSegGate';

  protected override inputCount(): number {
    return 2;
  }

  protected override compute([x, gate]: Tensor4D[]): Tensor4D {
    return gated(x, gate);
  }

  protected override shapeOfOutput([first]: Shape4D[]): Shape {
    return first;
  }
}
