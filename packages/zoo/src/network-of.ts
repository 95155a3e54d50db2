/** Which network of the zoo a model or a file of weights is. */
import type { Checkpoint } from '@miniseg/checkpoints';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { NetworkOptions } from './builder/index.js';
import { checkModel, type ZooMetadata } from './builder/metadata.js';
import { check } from './check-options.js';
import { ZooError } from './errors.js';
import { NETWORK_NAMES, type NetworkName } from './names/index.js';
import { network } from './network.js';
import { type LoadReport, loadCheckpoint } from './state-dict/state-dict.js';

/** What names a network and tells its size. */
export interface NetworkFacts {
  name: NetworkName;
  classes: number;
  inputChannels: number;
}

/**
 * Undefined for a model that the zoo did not make.
 *
 * @throws {ZooError} for what is no model.
 */
export function networkOf(model: LayersModel): NetworkFacts | undefined {
  checkModel(model);
  const { zoo } = (model.getUserDefinedMetadata() ?? {}) as { zoo?: ZooMetadata };
  return zoo && { name: zoo.name as NetworkName, classes: zoo.classes, inputChannels: zoo.inputChannels };
}

/**
 * What a file that `exportSafetensors` wrote says of its network; undefined for other files.
 *
 * @throws {ZooError} for what is no checkpoint, and `state` for one that names no network of the zoo.
 */
export function networkOfCheckpoint(checkpoint: Pick<Checkpoint, 'metadata'>): NetworkFacts | undefined {
  const zoo = checkpoint?.metadata?.zoo;
  const isCheckpoint = typeof checkpoint?.metadata === 'object' && checkpoint.metadata !== null;
  check(
    isCheckpoint,
    'The checkpoint',
    checkpoint,
    'it is what readCheckpoint of @miniseg/checkpoints returns',
  );
  return zoo === undefined ? undefined : factsIn(zoo);
}

/** Files come from anywhere: `network` checks the numbers, and of names only its own are taken. */
function factsIn(text: string): NetworkFacts {
  let noted: unknown;
  try {
    noted = JSON.parse(text);
  } catch (cause) {
    throw new ZooError(
      'state',
      `What the file says of its network is no JSON: ${(cause as Error).message}.`,
      {
        cause,
      },
    );
  }
  const { name, classes, inputChannels } = (noted ?? {}) as Partial<NetworkFacts>;
  if (typeof name === 'string' && NETWORK_NAMES.includes(name))
    return { name, classes: classes as number, inputChannels: inputChannels as number };
  throw new ZooError(
    'state',
    `The file says that it is of the network ${JSON.stringify(name)}; there are ${NETWORK_NAMES.join(', ')}.`,
  );
}

/**
 * A network built and filled.
 *
 * @param name Of the network, for files that do not say it themselves, such as PyTorch's.
 * @param options Of the network. Default: what the file says, otherwise 2 classes and 3 channels.
 * @throws {ZooError} `state` when the file is of another network, or says nothing and no name is given.
 * @example const { model } = networkFromCheckpoint(readCheckpoint(bytes), 'bisenet');
 */
export function networkFromCheckpoint(
  checkpoint: Checkpoint,
  name?: NetworkName,
  options: NetworkOptions = {},
): { model: LayersModel; report: LoadReport } {
  const facts = networkOfCheckpoint(checkpoint);
  const wanted = name ?? facts?.name;
  if (wanted === undefined) {
    throw new ZooError(
      'state',
      "The file does not say of which network it is; give its name, such as 'unet'.",
    );
  }
  if (facts && facts.name !== wanted) {
    throw new ZooError('state', `The file is of the network '${facts.name}', and '${wanted}' was asked for.`);
  }
  const { classes, inputChannels } = facts ?? {};
  const stored = String(wanted).endsWith('_encoder') ? { inputChannels } : { classes, inputChannels };
  const given = Object.fromEntries(Object.entries(stored).filter(([, value]) => value !== undefined));
  const model = network(wanted, { ...given, ...options });
  try {
    return { model, report: loadCheckpoint(model, checkpoint) };
  } catch (error) {
    model.dispose();
    throw error;
  }
}
