import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expectClose, useBackend } from '@miniseg/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { exportSafetensors, type MiniSegOptions, miniSeg } from './index.js';
import { folder, loadModel } from './node/index.js';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'miniseg-model-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const small: MiniSegOptions = { preset: 'aaai', filters: [4, 8, 12], blocks: [1, 2, 1], seed: 1 };
const answer = async (model: LayersModel) => {
  const x = tf.tidy(() => tf.reshape(tf.linspace(-1, 1, 24 * 20 * 3), [1, 24, 20, 3]));
  const [y, ...others] = model.predict(x) as tf.Tensor[];
  const values = (await y.data()).slice();
  tf.dispose([x, y, others]);
  return values;
};

it('a model saved on one backend loads on the other and predicts the same', async () => {
  for (const [first, second] of [
    ['cpu', 'wasm'],
    ['wasm', 'cpu'],
  ]) {
    await useBackend(first);
    const model = miniSeg(small);
    const expected = await answer(model);
    await model.save(folder(path.join(root, first)));
    model.dispose();
    await useBackend(second);
    const loaded = await loadModel(path.join(root, first));
    await expectClose(await answer(loaded), expected, { absolute: 1e-5 });
    loaded.dispose();
  }
});

it('a folder holds model.json and weights.bin and nothing half-written', async () => {
  await useBackend('cpu');
  const model = miniSeg(small);
  await model.save(folder(root));
  await model.save(folder(path.join(root, 'model.json')));
  expect((await readdir(root)).sort()).toEqual(['model.json', 'weights.bin']);
  model.dispose();
});

it('a saved folder loads over HTTP', async () => {
  await useBackend('cpu');
  const model = miniSeg(small);
  const expected = await answer(model);
  await model.save(folder(root));
  const server = createServer(async (request, response) => {
    response.end(await readFile(path.join(root, path.basename(request.url ?? ''))));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const loaded = await loadLayersModel(`http://127.0.0.1:${port}/model.json`);
  await expectClose(await answer(loaded), expected, { absolute: 0 });
  server.close();
  model.dispose();
  loaded.dispose();
});

it('weights of any kind are told apart by their content', async () => {
  await useBackend('cpu');
  const model = miniSeg(small);
  const expected = await answer(model);
  await writeFile(path.join(root, 'weights'), await exportSafetensors(model));
  const loaded = await loadModel(path.join(root, 'weights'));
  await expectClose(await answer(loaded), expected, { absolute: 0 });
  model.dispose();
  loaded.dispose();
});

it('what is no model is refused with the cure', async () => {
  await expect(loadModel(path.join(root, 'none'))).rejects.toThrow(/none' cannot be read.*Check the path/);
  await expect(loadModel(root)).rejects.toThrow(/no saved tfjs model.*Give a folder/);
  await writeFile(
    path.join(root, 'model.json'),
    '{"weightsManifest": [{"paths": ["gone.bin"], "weights": []}]}',
  );
  await expect(loadModel(root)).rejects.toThrow(/weights that .* cannot be read/);
  await writeFile(path.join(root, 'model.json'), '{}');
  await expect(loadModel(root)).rejects.toThrow(/no weightsManifest/);
  await writeFile(path.join(root, 'noise.pth'), 'not a checkpoint at all');
  await expect(loadModel(path.join(root, 'noise.pth'))).rejects.toMatchObject({ name: 'CheckpointError' });
});
