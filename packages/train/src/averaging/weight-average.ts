import { add, dispose, keep, mul, sub, type Tensor1D, tensor1d, tidy } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Tensor32 } from '../checkpoint/checkpoint-file.js';
import { FlatLayout } from '../optimizers/flat-layout.js';
import { type KeyedWeight, keyedWeights } from '../trainer/weight-keys.js';

/**
 * Exponential moving average of all weights of a model, running values included.
 *
 * After update n (counted from 1): `average = d average + (1 - d) weights` with `d = min(decay, (1 + n) / (10 + n))`, so
 * that the first averages follow the weights closely instead of remembering where they started. The average begins
 * as the weights before the first update. It is one vector: an update costs a few operations whatever the network.
 *
 * @see Polyak and Juditsky 1992; the warm-up is that of TensorFlow's `ExponentialMovingAverage(num_updates)`
 */
export class WeightAverage {
  private readonly weights: KeyedWeight[];
  private readonly layout: FlatLayout;
  private flat: Tensor1D;

  constructor(
    model: LayersModel,
    private readonly decay: number,
  ) {
    this.weights = keyedWeights(model);
    this.layout = new FlatLayout(
      this.weights.map(({ key }) => key),
      this.weights.map(({ weight }) => weight.shape as number[]),
    );
    this.flat = this.current();
  }

  /** @param updates made so far, this one included */
  update(updates: number): void {
    const share = 1 - Math.min(this.decay, (1 + updates) / (10 + updates));
    this.replace(
      tidy(() => {
        const weights = this.layout.flatten(this.weights.map(({ weight }) => weight.read()));
        return keep(add<Tensor1D>(this.flat, mul(sub(weights, this.flat), share)));
      }),
    );
  }

  /** Puts the average into the model. */
  apply(): void {
    this.write(this.flat);
  }

  /** Puts the average into the model. @returns A function that puts back what was there. */
  swapIn(): () => void {
    const before = this.current();
    this.write(this.flat);
    return () => {
      this.write(before);
      before.dispose();
    };
  }

  /** By the keys of the weights. */
  async values(): Promise<Map<string, Tensor32>> {
    const cut = this.layout.cut((await this.flat.data()) as Float32Array);
    return new Map(
      this.weights.map(({ key, weight }) => [
        key,
        { shape: weight.shape as number[], data: cut.get(key) as Float32Array },
      ]),
    );
  }

  /** Continues from the values of a checkpoint, whose keys and shapes were checked. */
  restore(values: ReadonlyMap<string, Tensor32>): void {
    const all = new Float32Array(this.layout.size);
    let at = 0;
    for (const { key } of this.weights) {
      const { data } = values.get(key) as Tensor32;
      all.set(data, at);
      at += data.length;
    }
    this.replace(keep(tensor1d(all)));
  }

  /** @returns A function that sets the average back to what it is now, and one that lets go of that. */
  snapshot(): { restore: () => void; dispose: () => void } {
    const saved = keep(this.flat.clone());
    return {
      restore: () => this.replace(keep(saved.clone())),
      dispose: () => saved.dispose(),
    };
  }

  dispose(): void {
    this.flat.dispose();
  }

  private current(): Tensor1D {
    return tidy(() => keep(this.layout.flatten(this.weights.map(({ weight }) => weight.read()))));
  }

  private write(flat: Tensor1D): void {
    const pieces = tidy(() => this.layout.split(flat));
    for (const [i, { weight }] of this.weights.entries()) weight.write(pieces[i]);
    dispose(pieces);
  }

  private replace(flat: Tensor1D): void {
    this.flat.dispose();
    this.flat = flat;
  }
}
