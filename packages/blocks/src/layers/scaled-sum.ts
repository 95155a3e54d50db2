/** A learned share of one map added to another: how DANet adds its attention. */
import { addMaps, gated } from '@miniseg/ops';
import type { Shape, Shape4D } from '@miniseg/ops/layers';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { initializers, type LayerVariable } from '@tensorflow/tfjs-layers';
import { MapLayer } from './map-layer.js';

/**
 * Inputs [x, y] of one shape; output alpha x + y. Weight: alpha [1, 1, 1, 1], which starts at 0.
 *
 * @throws {OpsError} for two shapes.
 * @example const z = new ScaledSum().apply([attended, x]);
 */
export class ScaledSum extends MapLayer {
  /** @nocollapse */
  static readonly className = 'MiniSegScaledSum';

  private alpha!: LayerVariable;

  protected override inputCount(): number {
    return 2;
  }

  override build(): void {
    this.alpha = this.addWeight('alpha', [1, 1, 1, 1], 'float32', initializers.zeros());
    this.built = true;
  }

  protected override compute([x, y]: Tensor4D[]): Tensor4D {
    return addMaps(gated(x, this.alpha.read() as Tensor4D), y);
  }

  protected override shapeOfOutput([first]: Shape4D[]): Shape {
    return first;
  }
}
