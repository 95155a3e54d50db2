/**
 * The main job from nothing: segments CT slices with the wasm backend.
 *
 *   npm run demo                                        generated slices, random weights
 *   npm run demo -- --input <folder>                    your own grey PNG slices
 *   npm run demo -- --weights <file> --mean m --std s   your own weights
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { setup } from './setup.mjs';
import { projectRoot } from './shared-folder.mjs';

const GENERATED = 4;
/** For random weights any would do; these are in the range of a lung window. */
const RANDOM_WEIGHTS_NORMALIZATION = { mean: 0.6, std: 0.3 };

const { values: given } = parseArgs({
  options: {
    input: { type: 'string' },
    weights: { type: 'string' },
    mean: { type: 'string' },
    std: { type: 'string' },
    out: { type: 'string', default: path.join(projectRoot, 'demo-output') },
  },
});

try {
  setup();
  process.exitCode = await demo();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

async function demo() {
  const { main } = await import('@miniseg/cli');
  // Only what earlier demos wrote into their own folder is replaced.
  const own = path.join(projectRoot, 'demo-output');
  if (given.out === own) rmSync(own, { recursive: true, force: true });
  const input = given.input ?? (await generateSlices(path.join(given.out, 'slices')));
  const weights = given.weights ?? (await randomWeights(path.join(given.out, 'random-weights.safetensors')));
  console.log(
    `Slices: ${given.input ? input : `${GENERATED} generated ones (give your own with --input <folder>)`}.`,
  );
  console.log(
    given.weights
      ? `Weights: ${weights}.`
      : 'Weights: random, so the marks mean nothing; they show the way from slice to mask (give yours with --weights <file>).',
  );
  const normalization = ['mean', 'std'].flatMap((name) =>
    given[name] === undefined ? [] : [`--${name}`, given[name]],
  );
  const out = path.join(given.out, 'results');
  return main(['segment', input, '--weights', weights, '--out', out, ...normalization]);
}

async function generateSlices(folder) {
  const { encodePng, phantomSlice8bit } = await import('@miniseg/data');
  mkdirSync(folder, { recursive: true });
  for (let seed = 1; seed <= GENERATED; seed++) {
    const { width, height, image } = phantomSlice8bit({ seed });
    writeFileSync(
      path.join(folder, `phantom_${String(seed).padStart(4, '0')}.png`),
      encodePng({ width, height, channels: 1, data: image, maxValue: 255 }),
    );
  }
  return folder;
}

async function randomWeights(file) {
  const { useBackend } = await import('@miniseg/backends');
  const { exportSafetensors, miniSeg, setModelMetadata } = await import('@miniseg/model');
  await useBackend('wasm');
  const model = miniSeg({ preset: 'aaai', seed: 1 });
  setModelMetadata(model, { normalization: RANDOM_WEIGHTS_NORMALIZATION });
  writeFileSync(file, await exportSafetensors(model));
  model.dispose();
  return file;
}
