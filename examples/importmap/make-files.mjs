/**
 * Puts what index.html loads into dist/: the demo network as a program of the engine, the built packages, and the page.
 *
 *   node make-files.mjs [weights]
 */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import '@tensorflow/tfjs-backend-cpu';
import { readCheckpoint } from '@miniseg/checkpoints';
import { lowerModel } from '@miniseg/compile';
import { saveProgram } from '@miniseg/engine';
import { modelFromCheckpoint, modelMetadata } from '@miniseg/model';

const at = (place) => fileURLToPath(new URL(place, import.meta.url));
const DEMO = at('../../packages/model/weights/phantom-aaai.safetensors');
const out = at('dist');

const { model } = modelFromCheckpoint(readCheckpoint(readFileSync(process.argv[2] ?? DEMO)));
const { normalization } = modelMetadata(model);

rmSync(out, { recursive: true, force: true });
mkdirSync(out);
writeFileSync(`${out}/network.miniseg`, saveProgram(await lowerModel(model)));
writeFileSync(`${out}/normalization.json`, JSON.stringify({ normalization }));
cpSync(at('index.html'), `${out}/index.html`);
for (const name of ['engine', 'checkpoints', 'threads']) {
  cpSync(fileURLToPath(new URL('.', import.meta.resolve(`@miniseg/${name}`))), `${out}/${name}`, {
    recursive: true,
  });
}
cpSync(fileURLToPath(new URL('browser.js', import.meta.resolve('fflate'))), `${out}/fflate.js`);
console.log(`Wrote ${out}.`);
