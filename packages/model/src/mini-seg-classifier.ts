/** MiniSeg's encoder with a head that names whole pictures: what is trained on ImageNet before the network segments. */
import {
  initializers,
  input,
  type LayersModel,
  layers,
  model,
  type SymbolicTensor,
} from '@tensorflow/tfjs-layers';
import { encoder } from './encoder.js';
import { ModelError } from './errors.js';
import { setModelMetadata } from './metadata.js';
import { type MiniSegOptions, resolveOptions } from './options.js';

/**
 * Encoder, the mean over the coarsest map, and a dense layer: paper section IV-A, "pretrained on ImageNet".
 *
 * @param options As of `miniSeg`; those of the decoder and the heads have no place here. `classes` is the number of kinds of
 *   pictures.
 * @returns A model from [batch, height, width, inputChannels] to logits [batch, 1, 1, classes].
 * @throws {ModelError} for options out of range
 * @example
 * const network = miniSegClassifier({ preset: 'aaai', classes: 1000 });
 */
export function miniSegClassifier(
  options: Omit<MiniSegOptions, 'decoder' | 'deepSupervision' | 'fusion' | 'headDropout'> = {},
): LayersModel {
  const resolved = resolveOptions(options);
  const { inputChannels, preset, classes, seed, filters } = resolved;
  for (const name of ['decoder', 'deepSupervision', 'fusion', 'headDropout']) {
    if (!Object.hasOwn(options, name)) continue;
    throw new ModelError(
      'invalid-argument',
      `${name} is of a network that segments, and has no effect on one that names pictures; leave it out.`,
    );
  }
  const image = input({ shape: [null, null, inputChannels], name: 'image' });
  const coarsest = encoder(resolved).apply(image).at(-1);
  const mean = layers.globalAveragePooling2d({ name: 'mean' }).apply(coarsest as SymbolicTensor);
  const pixel = layers.reshape({ targetShape: [1, 1, filters.at(-1) as number], name: 'pixel' }).apply(mean);
  // Apart from the encoder's draws.
  const kernelInitializer = initializers.glorotUniform({ seed: seed === undefined ? undefined : seed + 2 });
  const head = layers.dense({ units: classes, name: 'names', kernelInitializer });
  const network = model({
    inputs: image,
    outputs: head.apply(pixel) as SymbolicTensor,
    name: `miniseg_classifier_${preset}`,
  });
  setModelMetadata(network, { options: resolved });
  return network;
}
