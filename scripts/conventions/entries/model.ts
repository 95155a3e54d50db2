/** Calls of `@miniseg/model` and its subpath that work. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Checkpoint } from '@miniseg/checkpoints';
import * as model from '@miniseg/model';
import * as node from '@miniseg/model/node';
import * as pretrained from '@miniseg/model/pretrained';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { temporaryFolder } from './temporary-folder.js';
import type { Entries, PackageEntries } from './walk-entries.js';

let made: LayersModel | undefined;
function network(): LayersModel {
  if (!made) {
    made = model.miniSeg({ preset: 'aaai', seed: 1 });
    model.setModelMetadata(made, metadata());
  }
  return made;
}
let tensors: Checkpoint['tensors'];
let saved: string;
let weights: string;

/** What takes a promise to make. */
export async function prepareModel(): Promise<void> {
  tensors = await model.exportCheckpoint(network());
  weights = path.join(temporaryFolder(), 'weights.safetensors');
  writeFileSync(weights, await model.exportSafetensors(network()));
  saved = temporaryFolder();
  await network().save(node.folder(saved));
}
const checkpoint = () => ({ format: 'safetensors' as const, tensors, metadata: {} });
const image = () => ({ data: new Uint8Array(256), width: 16, height: 16 });
const metadata = () => ({ normalization: { mean: 0.5, std: 0.3 }, inputSize: 64 });
const data = 'typo';
const topology = () => new Uint8Array(readFileSync(path.join(saved, 'model.json')));
const shard = () => new Uint8Array(readFileSync(path.join(saved, 'weights.bin')));
const store = () => ({ read: async () => undefined, write: async () => {} });
/** Of weights that come with the package, which none of these changes. */
const asking = () => ({
  store: store(),
  allowDownload: false,
  acceptLicense: 'Apache-2.0',
  again: false,
  signal: new AbortController().signal,
  onProgress: () => {},
  patience: 1000,
});
const NAME = 'phantom-aaai';
const entry = () => ({ ...pretrained.findPretrained(NAME), url: 'https://example.org/weights' });

const entries: Entries = {
  exportCheckpoint: { valid: () => [network()] },
  exportSafetensors: { valid: () => [network(), { dtype: 'float32' }], fine: { 1: 'undefined object' } },
  importCheckpoint: {
    valid: () => [network(), checkpoint(), { strict: true }],
    fine: { 1: data, 2: 'undefined object' },
  },
  modelFromCheckpoint: { valid: () => [checkpoint()], fine: { 0: data } },
  recognizeOptions: { valid: () => [checkpoint()], fine: { 0: data } },
  countMacs: { valid: () => [network(), [1, 64, 64, 3]] },
  countParameters: { valid: () => [network()] },
  checkNormalization: { valid: () => [{ mean: 0.5, std: 0.3 }] },
  modelMetadata: { valid: () => [network()] },
  setModelMetadata: { valid: () => [network(), metadata()], fine: { 1: 'object' } },
  miniSeg: { valid: () => [{ preset: 'aaai' }], fine: { 0: 'undefined object' } },
  exportOnnx: { valid: () => [network(), { heads: 'main', fold: true }], fine: { 1: 'undefined object' } },
  resolveOptions: { valid: () => [{ preset: 'aaai' }], fine: { 0: 'undefined object' } },
  segment: {
    valid: () => [network(), image(), { ...metadata(), batchSize: 1 }],
    // A list of no images has no masks.
    fine: { 1: `array ${data}`, 2: 'undefined object' },
  },
  miniSegClassifier: {
    valid: () => [{ preset: 'aaai', classes: 10 }],
    fine: { 0: 'undefined object' },
    buildsLayers: true,
  },
  exportEncoder: { valid: () => [network()] },
  importEncoder: { valid: () => [network(), checkpoint()], fine: { 1: data } },
  savedModel: { valid: () => [topology(), 'model.json'], fine: { 1: 'undefined text' } },
  'savedModel.checkSizes': {
    valid: () => [[shard().length]],
    call: (sizes) => model.savedModel(topology()).checkSizes(sizes),
  },
  'savedModel.artifacts': {
    valid: () => [[shard()]],
    call: (shards) => model.savedModel(topology()).artifacts(shards),
  },
  modelFromSaved: {
    valid: () => [model.savedModel(topology()), [shard()]],
    call: async (...given: Parameters<typeof model.modelFromSaved>) =>
      (await model.modelFromSaved(...given)).dispose(),
    fine: { 0: data },
  },
  loadPretrained: {
    valid: () => [NAME, asking()],
    call: async (...given: Parameters<typeof model.loadPretrained>) =>
      (await model.loadPretrained(...given)).dispose(),
    fine: { 1: 'undefined object' },
  },
  pretrainedBytes: { valid: () => [NAME, asking()], fine: { 1: 'undefined object' } },
  findPretrained: { valid: () => [NAME] },
  'findPretrained.entry': { valid: () => [entry()], call: (given) => pretrained.findPretrained(given) },
  storeKey: { valid: () => [entry()], fine: { 0: data } },
  // Nothing is fetched in tests.
  download: {
    valid: () => [
      'http://localhost:1/weights',
      { limit: 1e6, patience: 1000, signal: new AbortController().signal, onProgress: () => {} },
    ],
    refusalsOnly: true,
    fine: { 1: 'undefined object' },
  },
  readWeightFiles: { valid: () => [saved] },
  modelOfWeightFiles: {
    valid: () => [
      [
        { name: 'model.json', bytes: topology() },
        { name: 'weights.bin', bytes: shard() },
      ],
    ],
    call: async (files) => (await node.modelOfWeightFiles(files)).dispose(),
  },
  weightsFolder: { valid: () => [saved], fine: { 0: 'undefined text' } },
  'weightsFolder.pathOf': {
    valid: () => ['folder/weights'],
    call: (key) => node.weightsFolder(saved).pathOf(key),
    fine: { 0: 'text' },
  },
  weightsDatabase: { valid: () => ['weights'], fine: { 0: 'undefined text' } },
  register: { valid: () => [] },
  folder: { valid: () => ['folder'], fine: { 0: 'text' } },
  loadModel: { valid: () => [weights], call: (where) => node.loadModel(where) },
};

export const MODEL: PackageEntries = {
  entries,
  brands: [
    Symbol.for('@miniseg/model.error'),
    Symbol.for('@miniseg/checkpoints.error'),
    Symbol.for('@miniseg/engine.error'),
  ],
};
