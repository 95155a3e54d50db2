/** The networks of a call: one, or several whose probabilities are averaged. */
import type { CompileError } from '@miniseg/compile';
import type { Normalization, Program } from '@miniseg/engine';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { CliError } from '../errors.js';
import { chooseNormalization } from './choose-normalization.js';
import { chooseSize, type SizeOptions } from './choose-size.js';
import { type Identity, identityOf } from './identity.js';
import type { NetworkFacts } from './network-facts.js';
import { keepProgram, keptProgram } from './program-cache.js';
import { openWeights, type WeightsSource } from './weights-source.js';

export interface LoadedNetwork extends Identity {
  facts: NetworkFacts;
  normalization: Normalization;
  /** The compiled form, where it was asked for and the network has one. */
  program?: Program;
  /** Why it has none. */
  refusal?: CompileError;
  /** Builds it, and starts tfjs, once. */
  model(): Promise<LayersModel>;
}

export interface Networks extends ReturnType<typeof chooseSize> {
  /** At least one. */
  all: readonly LoadedNetwork[];
}

interface NetworksOptions extends SizeOptions, Partial<Normalization> {
  weights: readonly string[];
  /** Of which the weights are, where they do not say it themselves. */
  network?: string;
  allowDownload?: boolean;
  /** Of tfjs, which is started when a model is built. */
  backend: string;
  /** Whether programs are wanted. */
  compiled: boolean;
}

/**
 * Each network sees slices standardized as in its own training, unless the options say how.
 *
 * @throws {CliError} for weights that cannot be averaged: of other classes, of other sizes in training where none is asked
 *   for, or the same weights twice
 */
export async function loadNetworks(options: NetworksOptions): Promise<Networks> {
  const all: LoadedNetwork[] = [];
  for (const file of options.weights) {
    const network = await openNetwork(await openWeights(file, options), options);
    all.push({ ...network, normalization: chooseNormalization(network.facts, options) });
  }
  const [first, ...others] = all;
  const sizes = chooseSize(first.facts, options);
  for (const [index, other] of others.entries()) {
    const files = `'${options.weights[0]}' and '${options.weights[index + 1]}'`;
    const classes = [first, other].map(({ facts }) => facts.classes);
    if (classes[1] !== classes[0]) {
      throw new CliError(
        'invalid-argument',
        `The weights ${files} tell ${classes[0]} and ${classes[1]} classes apart; only networks of the same ` +
          'classes can be averaged.',
      );
    }
    const own = chooseSize(other.facts, options).trainedSize;
    if (own !== sizes.trainedSize) {
      const said = (side?: number) => (side === undefined ? 'a size that it does not remember' : `${side}`);
      throw new CliError(
        'invalid-argument',
        `The weights ${files} were trained at ${said(sizes.trainedSize)} and at ${said(own)} pixels. Give --size, which holds ` +
          'for all of them.',
      );
    }
  }
  refuseTwins(all, options.weights);
  return { all, ...sizes };
}

/** tfjs, which takes longer to start than a slice takes, is loaded only for weights that were not compiled before. */
async function openNetwork(
  source: WeightsSource,
  { network, backend, compiled }: NetworksOptions,
): Promise<Omit<LoadedNetwork, 'normalization'>> {
  const identity = identityOf(source);
  let built: Promise<LayersModel> | undefined;
  const model = () => {
    built ??= import('./start-model.js').then(({ startModel }) => startModel(source, { network, backend }));
    return built;
  };
  const origin = { sha256: identity.sha256, network, entry: source.entry };
  const kept = compiled ? await keptProgram(origin) : undefined;
  if (kept) return { ...identity, ...kept, model };
  const { factsOf } = await import('./network-facts.js');
  const facts = factsOf(await model());
  if (!compiled) return { ...identity, facts, model };
  const { compiledForm } = await import('./compiled-form.js');
  const form = await compiledForm(await model());
  if (form.program) await keepProgram(origin, { facts, program: form.program });
  return { ...identity, facts, ...form, model };
}

/** The mean of a network and itself is that network. */
function refuseTwins(all: readonly Identity[], files: readonly string[]): void {
  const seen = new Map<string, string>();
  for (const [index, { sha256 }] of all.entries()) {
    const twin = seen.get(sha256);
    if (twin !== undefined) {
      throw new CliError(
        'invalid-argument',
        `--weights '${twin}' and '${files[index]}' are the same weights, so that the second has no effect. Leave it out.`,
      );
    }
    seen.set(sha256, files[index]);
  }
}
