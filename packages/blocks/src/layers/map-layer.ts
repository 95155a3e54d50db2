/** What the layers of this entry share: a stateless map, or one with weights that start as PyTorch's. */
import { type Shape, type Shape4D, shape4D } from '@miniseg/ops/layers';
import { type Tensor, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { CheckedLayer } from '../checked-layer.js';
import { BlocksError } from '../errors.js';

export type { LayerArgs } from '../checked-layer.js';

/** One or several maps [batch, height, width, channels] in, one out. */
export abstract class MapLayer extends CheckedLayer {
  /** Runs inside a `tidy`. */
  protected abstract compute(inputs: Tensor4D[], training: boolean): Tensor;

  protected abstract shapeOfOutput(inputs: Shape4D[]): Shape;

  /** How many inputs the layer takes: one number, or the least and the largest one. */
  protected inputCount(): number | [number, number] {
    return 1;
  }

  override call(inputs: Tensor | Tensor[], kwargs: { training?: boolean }): Tensor {
    return tidy(() => {
      this.invokeCallHook(inputs, kwargs);
      const maps = (Array.isArray(inputs) ? inputs : [inputs]) as Tensor4D[];
      this.checkCount(maps.length);
      return this.compute(maps, kwargs.training ?? false);
    });
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    return this.shapeOfOutput(this.shapesOf(inputShape));
  }

  protected shapesOf(inputShape: Shape | Shape[]): Shape4D[] {
    const shapes = (Array.isArray(inputShape[0]) ? inputShape : [inputShape]) as Shape[];
    this.checkCount(shapes.length);
    return shapes.map((shape) => shape4D(shape, this.name));
  }

  private checkCount(given: number): void {
    const count = this.inputCount();
    const [least, most] = typeof count === 'number' ? [count, count] : count;
    if (given >= least && given <= most) return;
    throw new BlocksError(
      'invalid-argument',
      `${this.name} (${this.getClassName()}) got ${given} inputs; it takes ${least === most ? least : `${least} to ${most}`}.`,
    );
  }

  /** Multiply-accumulates for one image, from input shapes with known height and width. */
  countMacs(_inputShape: Shape | Shape[]): number {
    return 0;
  }
}
