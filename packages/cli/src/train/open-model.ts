/** The model of a run: fresh, or from weights of the very network that the settings name. */
import { miniSeg, modelMetadata, type Normalization, setModelMetadata } from '@miniseg/model';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { CliError } from '../errors.js';
import { zooName } from '../zoo/network-option.js';
import { loadNetwork, newNetwork } from '../zoo/network-weights.js';
import type { TrainSettings } from './settings.js';

type ModelSettings = Pick<TrainSettings, 'weights' | 'preset' | 'network' | 'seed' | 'size'>;

/** @throws CliError for weights of another network; ModelError for impossible options */
export async function openModel(settings: ModelSettings, normalization: Normalization): Promise<LayersModel> {
  const { weights, preset, network, seed, size } = settings;
  const [rival, options] = typeof network === 'string' ? [network, {}] : [undefined, network];
  const model =
    weights === undefined
      ? (newNetwork(rival, seed) ?? miniSeg({ preset, ...options, seed }))
      : await loadNetwork(weights, rival);
  if (weights !== undefined && zooName(rival) === undefined) checkNetwork(model, weights, settings);
  setModelMetadata(model, { normalization, inputSize: size });
  return model;
}

/** The weights say what the network is; what the settings say of it must be the same. */
function checkNetwork(model: LayersModel, weights: string, { preset, network }: ModelSettings): void {
  const { options } = modelMetadata(model);
  if (!options) {
    throw new CliError(
      'input',
      `The weights '${weights}' are of a model that miniSeg did not make; this command trains MiniSeg. @miniseg/train trains ` +
        'any segmentation model.',
    );
  }
  const wanted = Object.entries({ preset, classes: 2, ...(typeof network === 'string' ? {} : network) });
  const own = (name: string) => options[name as keyof typeof options];
  const other = wanted.filter(([name, value]) => JSON.stringify(own(name)) !== JSON.stringify(value));
  if (other.length === 0) return;
  const both = other.map(
    ([name, value]) =>
      `${name} is ${JSON.stringify(own(name))} and the settings say ${JSON.stringify(value)}`,
  );
  throw new CliError(
    'usage',
    `The weights '${weights}' are of another network: ${both.join('; ')}. Give --preset and network as they are in the ` +
      'weights, or start without weights.',
  );
}
