/** What layers without batch normalization share: the names of their options, and tensors alone as inputs. */
import { LAYER_ARGS } from '@miniseg/ops/layers';
import type { Tensor } from '@tensorflow/tfjs-core';
import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { checkMaps } from './check.js';
import { checkOptions } from './check-options.js';

export type LayerArgs = NonNullable<ConstructorParameters<typeof layers.Layer>[0]>;

export abstract class CheckedLayer extends layers.Layer {
  /** @param own Names of a subclass's options besides those of every layer; without any the arguments may be left out. */
  constructor(args?: LayerArgs, own?: Readonly<Record<string, 1>>) {
    // Not the name of the class, which bundlers shorten.
    const owner = (new.target as unknown as { className: string }).className.replace('MiniSeg', '');
    const given = args === undefined && !own ? {} : (args as LayerArgs);
    super(checkOptions<object>(owner, given, { ...LAYER_ARGS, ...own }));
  }

  override apply(
    inputs: Tensor | Tensor[] | SymbolicTensor | SymbolicTensor[],
    kwargs?: Parameters<layers.Layer['apply']>[1],
  ): ReturnType<layers.Layer['apply']> {
    checkMaps(Array.isArray(inputs) ? inputs : [inputs], `The input of layer ${this.name}`);
    return super.apply(inputs, kwargs);
  }
}
