/** The model of a run: fresh, or from weights of the very network that the settings name. */
import { modelMetadata, type Normalization, setModelMetadata } from '@miniseg/model';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { CliError } from '../errors.js';
import { buildNetwork, classesOf, miniSegOptions, type NetworkSettings } from './build-network.js';
import { zooName } from './network-option.js';
import { loadNetwork } from './network-weights.js';

interface ModelSettings extends NetworkSettings {
  /** Weights to start from instead of random ones. */
  weights?: string;
  /** Side of the slices in training. */
  size: number;
}

/** @throws {CliError} for weights of another network; ModelError for impossible options */
export async function openModel(settings: ModelSettings, normalization: Normalization): Promise<LayersModel> {
  const { weights, size } = settings;
  const named = typeof settings.network === 'string' ? settings.network : undefined;
  const model = weights === undefined ? buildNetwork(settings) : await loadNetwork(weights, named);
  if (weights !== undefined && zooName(named) === undefined) checkNetwork(model, weights, settings);
  setModelMetadata(model, { normalization, inputSize: size });
  return model;
}

/** The weights say what the network is; what the settings say of it must be the same. */
function checkNetwork(model: LayersModel, weights: string, settings: NetworkSettings): void {
  const { options } = modelMetadata(model);
  if (!options) {
    throw new CliError(
      'input',
      `The weights '${weights}' are of a model that miniSeg did not make; this command trains MiniSeg. @miniseg/train trains ` +
        'any segmentation model.',
    );
  }
  const wanted = Object.entries({
    preset: settings.preset,
    ...miniSegOptions(settings.network),
    classes: classesOf(settings),
  });
  const own = (name: string) => options[name as keyof typeof options];
  const other = wanted.filter(([name, value]) => JSON.stringify(own(name)) !== JSON.stringify(value));
  if (other.length === 0) return;
  const both = other.map(
    ([name, value]) =>
      `${name} is ${JSON.stringify(own(name))} and the settings say ${JSON.stringify(value)}`,
  );
  throw new CliError(
    'invalid-argument',
    `The weights '${weights}' are of another network: ${both.join('; ')}. Give --preset and network as they are in the ` +
      'weights, or start without weights.',
  );
}
