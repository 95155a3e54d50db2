/** Weights that a published network holds and never uses, so that counts and checkpoints are as its authors have them. */
import { oneTensor, type Shape, shape4D } from '@miniseg/ops/layers';
import type { serialization, Tensor } from '@tensorflow/tfjs-core';
import { initializers, layers } from '@tensorflow/tfjs-layers';

type LayerArgs = NonNullable<ConstructorParameters<typeof layers.Layer>[0]>;

export interface UnusedWeightsArgs extends LayerArgs {
  /** Name of each weight and its shape, as PyTorch has it. */
  shapes: Record<string, number[]>;
  /** The original runs them as a linear layer, and drops the result: they count as operations too. Default false. */
  linear?: boolean;
}

/** The input unchanged. */
export class UnusedWeights extends layers.Layer {
  /** @nocollapse */
  static readonly className = 'MiniSegUnusedWeights';

  readonly shapes: Record<string, number[]>;
  readonly linear: boolean;

  constructor({ shapes, linear = false, ...args }: UnusedWeightsArgs) {
    super(args);
    this.shapes = shapes;
    this.linear = linear;
  }

  override build(): void {
    for (const [name, shape] of Object.entries(this.shapes)) {
      this.addWeight(name, shape, 'float32', initializers.zeros());
    }
    this.built = true;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return oneTensor(inputs);
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    return shape4D(inputShape, this.name);
  }

  countMacs(): number {
    return this.linear ? this.shapes.weight[0] * this.shapes.weight[1] : 0;
  }

  override getConfig(): serialization.ConfigDict {
    const { shapes, linear } = this;
    return { ...super.getConfig(), shapes, linear };
  }
}
