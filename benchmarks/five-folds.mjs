/**
 * Five folds of CT100 by one recipe, in pieces: what is finished stays, and what was interrupted goes on at its last
 * checkpoint, so give the same command again until it is done, today or another day.
 *
 *     npm run build
 *     node benchmarks/five-folds.mjs --data <ct100> [--preset aaai] [--recipe augmented] [--weights <name or file>] [--epochs <n>] [--runs <folder>] [--folds 1,2] [--set classWeights=none] [--threads 1]
 *
 * The runs (weights, checkpoints, reports with pictures) stay in --runs. What may be published goes to
 * benchmarks/results/ct100-five-folds-<preset>/: folds.json and each fold's cases.csv and history.csv.
 */
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { main } from '../packages/cli/dist/index.js';

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    preset: { type: 'string', default: 'aaai' },
    recipe: { type: 'string', default: 'augmented' },
    weights: { type: 'string' },
    epochs: { type: 'string' },
    runs: { type: 'string' },
    folds: { type: 'string' },
    set: { type: 'string', multiple: true, default: [] },
    threads: { type: 'string' },
    out: { type: 'string', default: path.join(import.meta.dirname, 'results') },
  },
});
const { data, preset, recipe, weights, epochs, folds, threads, out } = values;
if (data === undefined) {
  console.error('Give --data, the folder of CT100 with images/, masks/ and folds.json.');
  process.exit(2);
}
const runs = values.runs ?? `runs/five-folds-${preset}-${recipe}`;
const options = { data, preset, recipe, weights, epochs, folds, threads, out: runs };
const words = Object.entries(options).flatMap(([name, value]) =>
  value === undefined ? [] : [`--${name}`, value],
);
for (const setting of values.set) words.push('--set', setting);
const code = await main(['crossval', ...words]);
if (code !== 0) process.exit(code);

const results = path.join(out, `ct100-five-folds-${preset}`);
const { folds: figures, mean } = JSON.parse(await readFile(path.join(runs, 'folds.json'), 'utf8'));
for (const { fold } of figures) {
  await mkdir(path.join(results, `fold${fold}`), { recursive: true });
  for (const name of ['cases.csv', 'history.csv']) {
    await copyFile(path.join(runs, `fold${fold}`, name), path.join(results, `fold${fold}`, name));
  }
}
// As it can be given again: the folder of the data is everybody's own.
const named = Object.entries({
  data: 'ct100',
  preset,
  recipe,
  weights: weights && path.basename(weights),
  epochs,
  folds,
});
const command = [
  'node benchmarks/five-folds.mjs',
  ...named.flatMap(([name, value]) => (value ? [`--${name} ${value}`] : [])),
  ...values.set.map((setting) => `--set ${setting}`),
];
await writeFile(
  path.join(results, 'folds.json'),
  `${JSON.stringify({ folds: figures, mean, command: command.join(' ') }, null, 2)}\n`,
);
console.log(`Wrote ${results}.`);
