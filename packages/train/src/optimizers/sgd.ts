import { add, mul, type serialization, sub, type Tensor1D } from '@tensorflow/tfjs-core';
import { checkOptions } from '../check-options.js';
import { TrainError } from '../errors.js';
import { checkSetting, NamedOptimizer, type Update } from './named-optimizer.js';

/** Options of `sgd`. */
export interface SgdOptions {
  /** Default 0.01. A trainer's schedule sets it. */
  learningRate?: number;
  /** Share of the velocity that a step keeps. Default 0. */
  momentum?: number;
  /** Looks one step ahead; needs momentum. Default false. */
  nesterov?: boolean;
  /** L2: w times this is added to the gradient. Default 0. */
  weightDecay?: number;
}

/** Stochastic gradient descent, u = momentum u + g, w = w - rate u; Nesterov: w - rate (g + momentum u). As in PyTorch. */
export class SgdOptimizer extends NamedOptimizer {
  /** @nocollapse */
  static readonly className = 'MiniSegSGD';
  protected readonly slotNames: readonly string[];
  private readonly momentum: number;
  private readonly nesterov: boolean;
  private readonly weightDecay: number;

  constructor(options: SgdOptions = {}) {
    // tfjs adds customObjects when it loads a model with its optimizer.
    const names = { learningRate: 1, momentum: 1, nesterov: 1, weightDecay: 1, customObjects: 1 } as const;
    checkOptions<SgdOptions & { customObjects?: unknown }>('sgd', options, names);
    const { learningRate = 0.01, momentum = 0, nesterov = false, weightDecay = 0 } = options;
    checkSetting('learningRate', learningRate, learningRate >= 0, 'it must be 0 or more, such as 0.01');
    checkSetting('momentum', momentum, momentum >= 0 && momentum < 1, 'it must lie in [0, 1), such as 0.9');
    checkSetting('weightDecay', weightDecay, weightDecay >= 0, 'it must be 0 or more, such as 1e-4');
    if (nesterov && momentum === 0) {
      throw new TrainError('invalid-argument', 'nesterov needs a momentum, such as 0.9; it is 0.');
    }
    super(learningRate);
    this.momentum = momentum;
    this.nesterov = nesterov;
    this.weightDecay = weightDecay;
    this.slotNames = momentum > 0 ? ['u'] : [];
  }

  protected override update(weights: Tensor1D, gradients: Tensor1D, [u]: readonly Tensor1D[]): Update {
    const { momentum, weightDecay, learningRate } = this;
    const g = weightDecay > 0 ? (add(gradients, mul(weights, weightDecay)) as Tensor1D) : gradients;
    const velocity = momentum > 0 ? (add(mul(u, momentum), g) as Tensor1D) : g;
    const direction = this.nesterov ? add(g, mul(velocity, momentum)) : velocity;
    return {
      weights: sub(weights, mul(direction, learningRate)) as Tensor1D,
      slots: momentum > 0 ? [velocity] : [],
    };
  }

  override settings(): serialization.ConfigDict {
    const { momentum, nesterov, weightDecay } = this;
    return { momentum, nesterov, weightDecay };
  }

  /** @nocollapse */
  static override fromConfig<T extends serialization.Serializable>(
    cls: serialization.SerializableConstructor<T>,
    config: serialization.ConfigDict,
  ): T {
    return new cls(config);
  }
}

/**
 * @throws {TrainError} `invalid-argument`
 * @example const optimizer = sgd({ learningRate: 0.1, momentum: 0.9, nesterov: true, weightDecay: 5e-4 });
 */
export function sgd(options: SgdOptions = {}): SgdOptimizer {
  return new SgdOptimizer(options);
}
