/** Weight files of a small MiniSeg: as a tfjs model, whose model.json is changed, and as safetensors. */
import '@tensorflow/tfjs-backend-cpu';
import { readCheckpoint } from '@miniseg/checkpoints';
import { exportSafetensors, miniSeg, modelFromCheckpoint, modelFromSaved, savedModel } from '@miniseg/model';
import { networkFromCheckpoint, networkOfCheckpoint } from '@miniseg/zoo';
import { enableProdMode, io, setBackend } from '@tensorflow/tfjs-core';

enableProdMode();
await setBackend('cpu');
const small = { preset: 'aaai', filters: [4, 8, 12], blocks: [1, 1, 1], seed: 1 };
let data;

export async function seeds() {
  const model = miniSeg(small);
  let json;
  await model.save(
    io.withSaveHandler(async ({ weightSpecs, weightData, ...artifacts }) => {
      data = new Uint8Array(io.CompositeArrayBuffer.join(weightData));
      json = { ...artifacts, weightsManifest: [{ paths: ['weights.bin'], weights: weightSpecs }] };
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
    }),
  );
  model.dispose();
  return [new TextEncoder().encode(JSON.stringify(json))];
}

/** The numbers that the model.json names. */
export async function shard() {
  if (!data) await seeds();
  return data;
}

export async function run(bytes) {
  await shard();
  const saved = savedModel(bytes);
  const model = await modelFromSaved(
    saved,
    saved.paths.map(() => data),
  );
  model.dispose();
}

export async function weights() {
  const model = miniSeg(small);
  const file = await exportSafetensors(model);
  model.dispose();
  return [file];
}

export async function runWeights(bytes) {
  const checkpoint = readCheckpoint(bytes);
  const { model } = networkOfCheckpoint(checkpoint)
    ? networkFromCheckpoint(checkpoint)
    : modelFromCheckpoint(checkpoint);
  model.dispose();
}
