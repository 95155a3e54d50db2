/** The sums of a graph, one named layer each, made once: a graph that is applied twice must not name two alike. */
import { addMaps } from '@miniseg/ops';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';

export class Joins {
  private readonly made = new Map<string, layers.Layer>();

  constructor(private readonly prefix: string) {}

  sum(name: string, a: SymbolicTensor, b: SymbolicTensor): SymbolicTensor {
    let layer = this.made.get(name);
    if (!layer) {
      layer = addLayer(`${this.prefix}${name}`);
      this.made.set(name, layer);
    }
    return layer.apply([a, b]) as SymbolicTensor;
  }
}

/**
 * tfjs's own layer, so that a saved model needs nothing of ours for it, with a sum that keeps no map for the gradient. A
 * model that was loaded sums as tfjs does: the same numbers, in more memory.
 */
function addLayer(name: string): layers.Layer {
  const layer = layers.add({ name });
  layer.call = (inputs: Tensor | Tensor[]) => {
    const [a, b] = inputs as Tensor4D[];
    return addMaps(a, b);
  };
  return layer;
}
