/** The network as `compile()` runs it: lowered to a program, on the kernels of @miniseg/engine. */
import { readFileSync } from 'node:fs';
import { useBackend } from '@miniseg/backends';
import { readCheckpoint } from '@miniseg/checkpoints';
import { lowerModel } from '@miniseg/compile';
import { Engine } from '@miniseg/engine';
import { enableRelaxedSimd, enableWideVectors } from '@miniseg/engine/node';
import { modelFromCheckpoint } from '@miniseg/model';
import { readFloats, readOptions, serve, toPlanes } from './serve.mjs';

const { weights, imageNhwc, size, threads, simd, wide } = readOptions();
if (simd === 'relaxed') enableRelaxedSimd();
if (wide) await enableWideVectors({ pays: true });
await useBackend('cpu');
const { model } = modelFromCheckpoint(readCheckpoint(new Uint8Array(readFileSync(weights))));
const engine = await Engine.create(await lowerModel(model), { threads, simd, wide });
const image = readFloats(imageNhwc);
await serve(
  `@miniseg/engine, ${engine.wide ? '256 bits' : `${engine.simd} SIMD`}, Node ${process.versions.node}`,
  async (wanted) => {
    const logits = engine.logits(image, { height: size, width: size });
    return wanted ? toPlanes(logits, engine.classes) : undefined;
  },
);
