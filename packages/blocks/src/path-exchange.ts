/**
 * The exchange between the two paths of the released network: both maps concatenated, BN(1x1(.)) without activation,
 * and split in halves, one for each path of the next stage.
 */
import { concat, split, type Tensor, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import type { LayerVariable } from '@tensorflow/tfjs-layers';
import { conv2d } from '@miniseg/ops';
import { BlockLayer, type BlockLayerArgs, pixels, type Shape, shape4D } from '@miniseg/ops/layers';
import { BlocksError } from './errors.js';

/**
 * Inputs [second path, main path], both [batch, height, width, channels]; outputs [to the second path, to the main
 * path], each of the same shape.
 *
 * @throws BlocksError when it does not get two inputs with the same channels.
 */
export class PathExchange extends BlockLayer {
  /** @nocollapse */
  static readonly className = 'MiniSegPathExchange';

  private kernel!: LayerVariable;

  constructor(args: BlockLayerArgs = {}) {
    super({ activation: 'none', ...args });
  }

  /** Channels of one path. */
  private width(inputShape: Shape | Shape[]): number {
    const shapes = inputShape as Shape[];
    if (!Array.isArray(shapes[0]) || shapes.length !== 2) {
      throw new BlocksError(`${this.name} takes two inputs, [second path, main path]; it got ${Array.isArray(shapes[0]) ? shapes.length : 1}.`);
    }
    const [first, second] = shapes.map((shape) => shape4D(shape, this.name)[3]);
    if (first !== second) {
      throw new BlocksError(`${this.name} got inputs with ${first} and ${second} channels; both paths must have as many.`);
    }
    return first;
  }

  override build(inputShape: Shape | Shape[]): void {
    const channels = 2 * this.width(inputShape);
    this.kernel = this.addFilter('kernel', [1, 1, channels, channels], channels);
    this.addNormalization(channels);
    this.addActivation(channels);
    this.built = true;
  }

  override call(inputs: Tensor | Tensor[], kwargs: { training?: boolean }): Tensor[] {
    return tidy(() => {
      this.invokeCallHook(inputs, kwargs);
      const y = conv2d(concat(inputs as Tensor4D[], 3), this.kernel.read() as Tensor4D);
      return split(this.activate(this.normalize(y, kwargs.training ?? false)), 2, 3);
    });
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape[] {
    this.width(inputShape);
    return inputShape as Shape[];
  }

  override countMacs(inputShape: Shape | Shape[]): number {
    return pixels((inputShape as Shape[])[0], this.name) * (2 * this.width(inputShape)) ** 2;
  }
}
