import { createHash } from 'node:crypto';
import { miniSeg } from '@miniseg/model';
import { useBackend } from '@miniseg/testkit';
import { io } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { loadWeights } from './load-weights.js';

let topology: Record<string, unknown> = {};
let weights = new Uint8Array();

beforeAll(async () => {
  await useBackend('cpu');
  const model = miniSeg({ preset: 'aaai', filters: [4, 8, 12], blocks: [1, 1, 1], seed: 1 });
  await model.save(
    io.withSaveHandler(async ({ weightSpecs, weightData, ...artifacts }) => {
      weights = new Uint8Array(io.CompositeArrayBuffer.join(weightData));
      topology = { ...artifacts, weightSpecs };
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
    }),
  );
  model.dispose();
});

function description(paths: unknown[]): File {
  const { weightSpecs, ...artifacts } = topology;
  const json = { ...artifacts, weightsManifest: [{ paths, weights: weightSpecs }] };
  return new File([JSON.stringify(json)], 'model.json');
}

it('the hash is of the description and the shards that it names, in its order, and of no other file', async () => {
  const json = description(['b.bin', 'a.bin']);
  const first = new File([weights.subarray(0, 101)], 'b.bin');
  const second = new File([weights.subarray(101)], 'a.bin');
  const decoy = new File(['decoy'], 'weights.bin');
  const { model, sha256 } = await loadWeights([decoy, second, json, first]);
  const hash = createHash('sha256');
  for (const file of [json, first, second]) hash.update(new Uint8Array(await file.arrayBuffer()));
  expect(sha256).toBe(hash.digest('hex'));
  model.dispose();
});

it('a shard that is missing, too long, or named to lead elsewhere is refused', async () => {
  const all = new File([weights], 'weights.bin');
  await expect(loadWeights([description(['gone.bin']), all])).rejects.toThrow(/names the file 'gone\.bin'/);
  const longer = new File([weights, 'more'], 'weights.bin');
  await expect(loadWeights([description(['weights.bin']), longer])).rejects.toThrow(
    /its weights have \d+ bytes/,
  );
  const away = new File([weights], '../weights.bin');
  await expect(loadWeights([description(['../weights.bin']), away])).rejects.toThrow(
    /only files beside it are read/,
  );
});
