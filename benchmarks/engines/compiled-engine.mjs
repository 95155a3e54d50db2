/** The network as `compile()` runs it: a program, on the kernels of @miniseg/engine. */
import { readFileSync } from 'node:fs';
import { Engine, loadProgram } from '@miniseg/engine';
import { enableRelaxedSimd, enableWideVectors } from '@miniseg/engine/node';
import { toPlanes } from './runs.mjs';
import { readFloats, readOptions, serve } from './serve.mjs';

const { program, imageNhwc, size, threads, simd, wide } = readOptions();
if (simd === 'relaxed') enableRelaxedSimd();
if (wide) await enableWideVectors({ pays: true });
const engine = await Engine.create(loadProgram(readFileSync(program)), { threads, simd, wide });
const image = readFloats(imageNhwc);
await serve(
  `@miniseg/engine, ${engine.wide ? '256 bits' : `${engine.simd} SIMD`}, Node ${process.versions.node}`,
  async (wanted) => {
    const logits = engine.logits(image, { height: size, width: size });
    return wanted ? toPlanes(logits, engine.classes) : undefined;
  },
);
