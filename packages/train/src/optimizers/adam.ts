import { isAccelerated, runAccelerated } from '@miniseg/ops';
import { add, div, mul, type serialization, sqrt, square, sub, type Tensor1D } from '@tensorflow/tfjs-core';
import { checkOptions, type OptionNames } from '../check-options.js';
import { checkSetting, NamedOptimizer, type Update } from './named-optimizer.js';

/** Options of `adam` and `adamW`. */
export interface AdamOptions {
  /** Default 1e-3. A trainer's schedule sets it. */
  learningRate?: number;
  /** Share of the first moment that a step keeps. Default 0.9. */
  beta1?: number;
  /** Share of the second moment that a step keeps. Default 0.999. */
  beta2?: number;
  /** Added to the root of the second moment. Default 1e-8. */
  epsilon?: number;
  /** Default 0. */
  weightDecay?: number;
}

/** Names of the options, and `customObjects`, which tfjs adds when it loads a model with its optimizer. */
const ADAM_OPTIONS = {
  learningRate: 1,
  beta1: 1,
  beta2: 1,
  epsilon: 1,
  weightDecay: 1,
  customObjects: 1,
} as const satisfies OptionNames<AdamOptions & { customObjects: unknown }>;

/**
 * Adam with bias correction (Kingma and Ba 2015), with PyTorch's numerics. Weight decay is either L2 regularization (w
 * times decay is added to the gradient, before the moments) or decoupled (Loshchilov and Hutter 2019: the weights shrink
 * by rate times decay). It applies to every variable, biases and normalization too, as in PyTorch.
 */
export class AdamOptimizer extends NamedOptimizer {
  /** @nocollapse */
  static readonly className: string = 'MiniSegAdam';
  protected readonly slotNames = ['m', 'v'];
  protected readonly decoupled: boolean = false;
  private readonly beta1: number;
  private readonly beta2: number;
  private readonly epsilon: number;
  private readonly weightDecay: number;

  constructor(options: AdamOptions = {}) {
    checkOptions<AdamOptions & { customObjects?: unknown }>('adam', options, ADAM_OPTIONS);
    const { learningRate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0 } = options;
    checkSetting('learningRate', learningRate, learningRate >= 0, 'it must be 0 or more, such as 1e-3');
    checkSetting('beta1', beta1, beta1 >= 0 && beta1 < 1, 'it must lie in [0, 1), such as 0.9');
    checkSetting('beta2', beta2, beta2 >= 0 && beta2 < 1, 'it must lie in [0, 1), such as 0.999');
    checkSetting('epsilon', epsilon, epsilon > 0, 'it must be positive, such as 1e-8');
    checkSetting('weightDecay', weightDecay, weightDecay >= 0, 'it must be 0 or more, such as 1e-4');
    super(learningRate);
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.epsilon = epsilon;
    this.weightDecay = weightDecay;
  }

  protected override update(
    weights: Tensor1D,
    gradients: Tensor1D,
    [m, v]: readonly Tensor1D[],
    step: number,
  ): Update {
    const { beta1, beta2, epsilon, weightDecay, learningRate } = this;
    const decays = weightDecay > 0;
    // Both bias corrections as numbers: lr / (1 - beta1^t) m / (sqrt(v / (1 - beta2^t)) + eps).
    const root = Math.sqrt(1 - beta2 ** step);
    const rate = (learningRate * root) / (1 - beta1 ** step);
    if (isAccelerated('MiniSegAdam')) {
      const decay = this.decoupled ? 0 : weightDecay;
      const shrink = this.decoupled ? 1 - learningRate * weightDecay : 1;
      const attributes = { beta1, beta2, rate, epsilon: epsilon * root, decay, shrink };
      const [updated, ...slots] = runAccelerated(
        'MiniSegAdam',
        { weights, gradients, m, v },
        attributes,
      ) as Tensor1D[];
      return { weights: updated, slots };
    }
    const g = decays && !this.decoupled ? add(gradients, mul(weights, weightDecay)) : gradients;
    const first = add(mul(m, beta1), mul(g, 1 - beta1)) as Tensor1D;
    const second = add(mul(v, beta2), mul(square(g), 1 - beta2)) as Tensor1D;
    const change = div(first, add(sqrt(second), epsilon * root));
    const shrunk = decays && this.decoupled ? mul(weights, 1 - learningRate * weightDecay) : weights;
    const updated = sub(shrunk, mul(change, rate));
    return { weights: updated as Tensor1D, slots: [first, second] };
  }

  override settings(): serialization.ConfigDict {
    const { beta1, beta2, epsilon, weightDecay } = this;
    return { beta1, beta2, epsilon, weightDecay };
  }

  /** @nocollapse */
  static override fromConfig<T extends serialization.Serializable>(
    cls: serialization.SerializableConstructor<T>,
    config: serialization.ConfigDict,
  ): T {
    return new cls(config);
  }
}

/** `AdamOptimizer` with decoupled weight decay. */
export class AdamWOptimizer extends AdamOptimizer {
  /** @nocollapse */
  static override readonly className: string = 'MiniSegAdamW';
  protected override readonly decoupled: boolean = true;
}

/**
 * Adam; with `weightDecay` the L2 kind, as `torch.optim.Adam` has it and the reference trains with.
 *
 * @throws {TrainError} `invalid-argument`
 * @example
 * model.compile({ optimizer: adam({ learningRate: 1e-3, weightDecay: 1e-4 }), loss: crossEntropy() });
 */
export function adam(options: AdamOptions = {}): AdamOptimizer {
  return new AdamOptimizer(options);
}

/**
 * AdamW: weight decay that does not pass through the moments. Default decay 0.01, as `torch.optim.AdamW`.
 *
 * @throws {TrainError} `invalid-argument`
 * @example const optimizer = adamW({ weightDecay: 0.05 });
 */
export function adamW(options: AdamOptions = {}): AdamWOptimizer {
  return new AdamWOptimizer({
    weightDecay: 0.01,
    ...checkOptions<AdamOptions>('adamW', options, ADAM_OPTIONS),
  });
}
