import { isAccelerated, runAccelerated } from '@miniseg/ops';
import { concat1d, reshape, split, type Tensor, type Tensor1D } from '@tensorflow/tfjs-core';

/**
 * Says where each of several named tensors lies in one long vector. An optimizer can then update hundreds of small weights
 * with a dozen ops on that vector, instead of a dozen ops for each weight.
 */
export class FlatLayout {
  readonly sizes: readonly number[];

  constructor(
    readonly names: readonly string[],
    readonly shapes: readonly (readonly number[])[],
  ) {
    this.sizes = shapes.map((shape) => shape.reduce((product, size) => product * size, 1));
  }

  get size(): number {
    return this.sizes.reduce((sum, size) => sum + size, 0);
  }

  has(names: readonly string[]): boolean {
    return names.length === this.names.length && names.every((name, i) => name === this.names[i]);
  }

  /** One vector of tensors in the layout's order. */
  flatten(tensors: readonly Tensor[]): Tensor1D {
    if (isAccelerated('MiniSegFlatten')) {
      return runAccelerated('MiniSegFlatten', Object.fromEntries(tensors.entries()))[0] as Tensor1D;
    }
    return concat1d(tensors.map((tensor) => reshape(tensor, [tensor.size])));
  }

  /** The tensors of a vector, in the layout's order and shapes. */
  split(flat: Tensor1D): Tensor[] {
    if (isAccelerated('MiniSegUnflatten')) {
      return runAccelerated('MiniSegUnflatten', { x: flat }, { shapes: this.shapes });
    }
    const pieces = this.sizes.length === 1 ? [flat] : split(flat, [...this.sizes]);
    return pieces.map((piece, i) => reshape(piece, [...this.shapes[i]]));
  }

  /** The same of values that were read. */
  cut(values: Float32Array): Map<string, Float32Array> {
    let at = 0;
    return new Map(
      this.names.map((name, i) => {
        const from = at;
        at += this.sizes[i];
        return [name, values.slice(from, at)];
      }),
    );
  }
}
