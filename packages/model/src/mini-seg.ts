/**
 * MiniSeg assembled: encoder, decoder and heads as one flat functional model, so that `summary`, `save`,
 * `loadLayersModel`, `fit` and `predict` work as tfjs users know them. Paper section III-B, eq. (10)-(17).
 */

import { PyramidDecoder, SegmentationHead, Upsample } from '@miniseg/blocks';
import { input, type LayersModel, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { encoder } from './encoder.js';
import { setModelMetadata } from './metadata.js';
import { type MiniSegOptions, type ResolvedOptions, resolveOptions } from './options.js';

/**
 * @returns A model from [batch, height, width, inputChannels] to logits [batch, height, width, classes]: one output,
 *   or with deep supervision one for each stage, of which the first is the prediction. Any height and width.
 * @throws {ModelError} for options out of range.
 * @example
 * const network = miniSeg({ preset: 'aaai', classes: 2 });
 * network.summary();
 */
export function miniSeg(options: MiniSegOptions = {}): LayersModel {
  const resolved = resolveOptions(options);
  const image = input({ shape: [null, null, resolved.inputChannels], name: 'image' });
  const features = encoder(resolved).apply(image);
  const network = model({
    inputs: image,
    outputs: readByHeads(resolved, features).map((map, i) => prediction(resolved, map, image, i)),
    name: `miniseg_${resolved.preset}`,
  });
  setModelMetadata(network, { options: resolved });
  return network;
}

/** The maps under the heads, that of the prediction first. */
function readByHeads(options: ResolvedOptions, features: SymbolicTensor[]): SymbolicTensor[] {
  const { preset, decoder, deepSupervision, filters, fusion, activation, branches, initialization, seed } =
    options;
  const chosen = (maps: SymbolicTensor[]) => (deepSupervision ? maps : maps.slice(0, 1));
  if (!decoder) return chosen([...features].reverse());
  const released = preset === 'aaai';
  const { maps, enlarged } = new PyramidDecoder({
    filters,
    fusion,
    activation,
    branches,
    topProjection: released,
    lateralBias: released,
    initialization,
    // Apart from the encoder's draws.
    seed: seed === undefined ? undefined : seed + 1,
  }).apply(features);
  // The released network's auxiliary heads read the map after its enlargement to the next finer stage.
  return chosen(released ? [maps[0], ...enlarged] : maps);
}

function prediction(
  options: ResolvedOptions,
  map: SymbolicTensor,
  image: SymbolicTensor,
  i: number,
): SymbolicTensor {
  const head = new SegmentationHead({
    name: `head${i + 1}`,
    classes: options.classes,
    dropout: options.headDropout,
    initialization: options.initialization,
    seed: options.seed === undefined ? undefined : options.seed + 2 + i,
  });
  const logits = head.apply(map) as SymbolicTensor;
  return new Upsample({ name: `logits${i + 1}` }).apply([logits, image]) as SymbolicTensor;
}
