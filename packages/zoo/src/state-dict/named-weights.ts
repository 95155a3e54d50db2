/** Every weight of a network with its key in the original's state dict. */
import type { LayersModel, LayerVariable, layers } from '@tensorflow/tfjs-layers';
import { type ZooMetadata, zooMetadata } from '../builder/metadata.js';
import type { Layout } from './layout.js';

export interface NamedWeight {
  weight: LayerVariable;
  /** As PyTorch's `state_dict()` has it. */
  key: string;
  layout: Layout;
}

const NORM: Record<string, string> = {
  gamma: 'weight',
  beta: 'bias',
  moving_mean: 'running_mean',
  moving_variance: 'running_var',
};

/** @throws {ZooError} `model` for a model that the zoo did not make. */
export function namedWeights(model: LayersModel): NamedWeight[] {
  const metadata = zooMetadata(model);
  return model.layers.flatMap((layer) =>
    layer.weights.map((weight) => ({ weight, ...keyOf(layer, shortName(weight), metadata) })),
  );
}

/** The name that the layer gave to the weight. */
function shortName({ originalName }: LayerVariable): string {
  return originalName.slice(originalName.lastIndexOf('/') + 1);
}

function keyOf(
  layer: layers.Layer,
  name: string,
  { modules, linear }: ZooMetadata,
): Omit<NamedWeight, 'weight'> {
  const { name: own } = layer;
  const kind = layer.getClassName();
  if (name in NORM) return { key: `${own}.${NORM[name]}`, layout: 'same' };
  // A lone parameter of the original, whose name the layer has.
  if (kind === 'MiniSegScaledSum') return { key: own, layout: 'scalar' };
  if (name === 'alpha') return { key: `${modules[own] ?? own}.weight`, layout: 'same' };
  if (name !== 'kernel') return { key: `${own}.${name}`, layout: 'same' };
  // Both kinds of convolution have [height, width, ...] for PyTorch's [..., height, width] turned around.
  return { key: `${own}.weight`, layout: linear.includes(own) ? 'linear' : 'conv' };
}
