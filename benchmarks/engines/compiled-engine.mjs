/** The network as `compile()` runs it: lowered to a program, on the kernels of @miniseg/engine. */
import { readFileSync } from 'node:fs';
import { useBackend } from '@miniseg/backends';
import { readCheckpoint } from '@miniseg/checkpoints';
import { lowerModel } from '@miniseg/compile';
import { Engine, enableRelaxedSimd } from '@miniseg/engine';
import { modelFromCheckpoint } from '@miniseg/model';
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
