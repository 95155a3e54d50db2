/**
 * The main job from nothing: segments CT slices with the wasm backend.
 *
 *   npm run demo                                        generated slices, weights trained on such slices alone
 *   npm run demo -- --input <path>                      your own slices, series or volumes
 *   npm run demo -- --weights <file> --mean m --std s   your own weights
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { setup } from './setup.mjs';
import { projectRoot } from './shared-folder.mjs';

const GENERATED = 4;
/** Not among those that the weights were trained on. */
const FIRST_SEED = 1;
const OWN_WEIGHTS = path.join(projectRoot, 'examples', 'train-on-phantoms', 'phantom-aaai.safetensors');
const OWN_OUTPUT = path.join(projectRoot, 'demo-output');

try {
  const { values: given } = parseArgs({
    options: Object.fromEntries(
      ['input', 'weights', 'mean', 'std', 'out'].map((name) => [name, { type: 'string' }]),
    ),
  });
  setup();
  process.exitCode = await demo(given);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

async function demo({ input, weights, mean, std, out = OWN_OUTPUT }) {
  const { main } = await import('@miniseg/cli');
  // Only what an earlier demo left in the demo's own folder is replaced.
  if (out === OWN_OUTPUT) rmSync(OWN_OUTPUT, { recursive: true, force: true });
  const slices = input ?? (await generateSlices(path.join(out, 'slices')));
  console.log(`Slices: ${input ?? `${GENERATED} generated ones (your own: --input <path>)`}.`);
  console.log(
    `Weights: ${weights ?? 'trained on generated slices alone; they have never seen a real scan (your own: --weights <file>)'}.`,
  );
  const given = Object.entries({ mean, std }).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, value],
  );
  return main([
    'segment',
    slices,
    '--weights',
    weights ?? OWN_WEIGHTS,
    '--out',
    path.join(out, 'results'),
    ...given,
  ]);
}

async function generateSlices(folder) {
  const { encodePng, phantomSlice8bit } = await import('@miniseg/data');
  mkdirSync(folder, { recursive: true });
  for (let seed = FIRST_SEED; seed < FIRST_SEED + GENERATED; seed++) {
    const { width, height, image } = phantomSlice8bit({ seed });
    const name = `phantom_${String(seed).padStart(4, '0')}.png`;
    writeFileSync(
      path.join(folder, name),
      encodePng({ width, height, channels: 1, data: image, maxValue: 255 }),
    );
  }
  return folder;
}
