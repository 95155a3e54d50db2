/** The model of a run: fresh, or from weights of the very network that the settings name. */
import { readCheckpoint } from '@miniseg/checkpoints';
import { importEncoder, modelMetadata, type Normalization, setModelMetadata } from '@miniseg/model';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { CliError } from '../errors.js';
import { sha256 } from '../files/sha256.js';
import { nameSome } from '../text/name-some.js';
import { buildNetwork, classesOf, miniSegOptions, type NetworkSettings } from './build-network.js';
import { zooName } from './network-option.js';
import { loadNetwork } from './network-weights.js';
import { openWeights } from './weights-source.js';

interface ModelSettings extends NetworkSettings {
  /** Weights to start from instead of random ones. */
  weights?: string;
  /** Weights whose encoder it starts from. */
  encoder?: string;
  /** Side of the slices in training. */
  size: number;
}

export interface OpenedModel {
  model: LayersModel;
  /** What was taken from elsewhere; absent where all is random. */
  start?: StartedFrom;
}

/** Which tensors a training starts from. */
export interface StartedFrom {
  file: string;
  sha256: string;
  taken: number;
  /** Of the file, and not taken. */
  left: string[];
  /** Of the network, and random. */
  fresh: string[];
}

/** @throws {CliError} for weights of another network; ModelError for impossible options, and for an encoder that does not fit */
export async function openModel(settings: ModelSettings, normalization: Normalization): Promise<OpenedModel> {
  const { weights, encoder, size } = settings;
  const named = typeof settings.network === 'string' ? settings.network : undefined;
  const model =
    weights === undefined ? buildNetwork(settings) : await loadNetwork(await openWeights(weights), named);
  if (weights !== undefined && zooName(named) === undefined) checkNetwork(model, weights, settings);
  setModelMetadata(model, { normalization, inputSize: size });
  return { model, ...(encoder === undefined ? {} : { start: await startFromEncoder(model, encoder) }) };
}

async function startFromEncoder(model: LayersModel, file: string): Promise<StartedFrom> {
  const source = await openWeights(file);
  const [{ bytes }] = source.files;
  const { taken, left, fresh } = importEncoder(model, readCheckpoint(bytes));
  return { file: source.file, sha256: sha256(bytes), taken: taken.length, left, fresh };
}

/** For the user. */
export function describeStart({ file, taken, left, fresh }: StartedFrom): string {
  const some = (keys: readonly string[]) => `${keys.length} (${nameSome(keys)})`;
  return (
    `Encoder from '${file}': ${taken} tensors taken` +
    `${left.length > 0 ? `, ${some(left)} of the file left` : ', none left'}; ${some(fresh)} of the network start anew.`
  );
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
