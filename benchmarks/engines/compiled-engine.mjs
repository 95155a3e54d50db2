/** The network as `compile()` runs it: lowered to a program, on the kernels of @miniseg/engine. */
import { readFileSync } from 'node:fs';
import { useBackend } from '@miniseg/backends';
import { modelFromCheckpoint } from '@miniseg/model';
import { readCheckpoint } from '../../packages/checkpoints/dist/index.js';
import { Engine } from '../../packages/engine/dist/index.js';
import { enableRelaxedSimd } from '../../packages/engine/dist/node/index.js';
import { lowerModel } from '../../packages/model/dist/compile/lower-model.js';
import { readFloats, readOptions, serve, toPlanes } from './serve.mjs';

const { weights, imageNhwc, size, threads, simd } = readOptions();
if (simd === 'relaxed') enableRelaxedSimd();
await useBackend('cpu');
const { model } = modelFromCheckpoint(readCheckpoint(new Uint8Array(readFileSync(weights))));
const engine = await Engine.create(await lowerModel(model), { threads, simd });
const image = readFloats(imageNhwc);
await serve(`@miniseg/engine, ${engine.simd} SIMD`, async (wanted) => {
  const logits = engine.logits(image, { height: size, width: size });
  return wanted ? toPlanes(logits, engine.classes) : undefined;
});
