/** The plain graph of `miniSeg()` on a tfjs backend, as `segment()` runs it: the prediction's head alone. */
import { readFileSync } from 'node:fs';
import { useBackend } from '@miniseg/backends';
import { readCheckpoint } from '@miniseg/checkpoints';
import { modelFromCheckpoint } from '@miniseg/model';
import { tensor, tidy, version_core } from '@tensorflow/tfjs-core';
import { toPlanes } from './runs.mjs';
import { readFloats, readOptions, serve } from './serve.mjs';

const { backend, weights, imageNhwc, size } = readOptions();
await useBackend(backend);
const { model } = modelFromCheckpoint(readCheckpoint(new Uint8Array(readFileSync(weights))));
const image = tensor(readFloats(imageNhwc), [1, size, size, 3]);
await serve(`tfjs ${version_core}`, async (wanted) => {
  const logits = tidy(() => model.execute(image, model.outputs[0].name));
  const values = await logits.data();
  logits.dispose();
  return wanted ? toPlanes(values, model.outputs[0].shape[3]) : undefined;
});
