import { clone, dispose, keep, type Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { WeightAverage } from '../averaging/weight-average.js';
import type { CheckpointState } from '../checkpoint/checkpoint-file.js';
import type { NamedOptimizer, OptimizerSnapshot } from '../optimizers/named-optimizer.js';

/**
 * Weights, running values and moments as they are now, without copying a number: clones share the data of the tensors,
 * which an update replaces and never overwrites.
 */
export class Snapshot {
  private readonly weights: Tensor[];
  private readonly moments: OptimizerSnapshot;
  private readonly average: ReturnType<WeightAverage['snapshot']> | undefined;

  constructor(
    private readonly model: LayersModel,
    optimizer: NamedOptimizer,
    /** The plain part of the state, which is never changed in place. */
    readonly state: CheckpointState,
    average?: WeightAverage,
  ) {
    this.weights = model.weights.map((weight) => keep(clone(weight.read())));
    this.moments = optimizer.snapshot();
    this.average = average?.snapshot();
  }

  /** The name of the first weight that is not finite. */
  async firstNonFinite(): Promise<string | undefined> {
    for (const [i, weight] of this.weights.entries()) {
      if (!(await weight.data()).every(Number.isFinite)) return this.model.weights[i].originalName;
    }
    return undefined;
  }

  restore(): void {
    for (const [i, weight] of this.model.weights.entries()) weight.write(this.weights[i]);
    this.moments.restore();
    this.average?.restore();
  }

  dispose(): void {
    dispose(this.weights);
    this.moments.dispose();
    this.average?.dispose();
  }
}
