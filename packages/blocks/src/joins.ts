/** The sums of a graph, one named layer each, made once: a graph that is applied twice must not name two alike. */
import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';

export class Joins {
  private readonly made = new Map<string, layers.Layer>();

  constructor(private readonly prefix: string) {}

  sum(name: string, a: SymbolicTensor, b: SymbolicTensor): SymbolicTensor {
    let layer = this.made.get(name);
    if (!layer) {
      layer = layers.add({ name: `${this.prefix}${name}` });
      this.made.set(name, layer);
    }
    return layer.apply([a, b]) as SymbolicTensor;
  }
}
