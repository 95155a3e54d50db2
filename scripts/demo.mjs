/**
 * The whole job from nothing, on wasm: makes slices, trains on them for about two minutes, evaluates on slices that it
 * has not seen, segments them, and leaves a report with curves and pictures. `--help` tells the options.
 */
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { setup } from './setup.mjs';
import { projectRoot } from './shared-folder.mjs';

const HELP = `npm run demo                                        generated slices
npm run demo -- --ct100 <folder>                    real ones: a folder with images/, masks/ and folds.json
npm run demo -- --input <path>                      afterwards segments slices, series or volumes of your own
npm run demo -- --weights <file> --mean m --std s   segments with your own weights, and trains nothing

Results go to demo-output/, or to --out <folder>.`;
/** Generated slices to train on, and others, of other seeds, to see how well that went. */
const TRAINING = { count: 120, seed: 0 };
const HELD_OUT = { count: 20, seed: 1000 };
/** Pixels; small, so that two minutes are enough. */
const SIZE = 128;
/**
 * CT100 has fewer slices: more epochs. Its validation slices are those that the result is scored on, so they choose no
 * epoch.
 */
const CT100 = ['--fold', '1', '--epochs', '24', '--set', 'validateEvery=6', '--set', 'keep=last'];
const OWN_OUTPUT = path.join(projectRoot, 'demo-output');

try {
  const given = readArguments();
  if (given.help) console.log(HELP);
  else {
    setup();
    await demo(given);
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

/** What can be refused is refused before anything is installed, made or trained. */
function readArguments() {
  const { values: given } = parseArgs({
    options: {
      ...Object.fromEntries(
        ['input', 'weights', 'mean', 'std', 'out', 'ct100'].map((name) => [name, { type: 'string' }]),
      ),
      help: { type: 'boolean' },
    },
  });
  const { input, weights, mean, std, ct100 } = given;
  if (weights !== undefined && ct100 !== undefined) {
    throw new Error(
      '--ct100 names slices to train on, and with --weights nothing is trained. Give one of them.',
    );
  }
  if (weights === undefined && (mean ?? std) !== undefined) {
    throw new Error('--mean and --std belong to --weights. Leave them out, or give the weights, too.');
  }
  for (const name of ct100 === undefined ? [] : ['images', 'masks', 'folds.json']) {
    if (existsSync(path.join(ct100, name))) continue;
    throw new Error(
      `'${ct100}' holds no ${name}. Give the folder of CT100, with images/, masks/ and folds.json.`,
    );
  }
  for (const [name, file] of Object.entries({ input, weights })) {
    if (file === undefined || existsSync(file)) continue;
    throw new Error(`--${name}: there is no '${file}'. Check the path.`);
  }
  return given;
}

async function demo({ input, weights, mean, std, ct100, out = OWN_OUTPUT }) {
  // Only what an earlier demo left in the demo's own folder is replaced.
  if (out === OWN_OUTPUT) rmSync(OWN_OUTPUT, { recursive: true, force: true });
  const at = (...parts) => path.join(out, ...parts);
  if (weights !== undefined) {
    const normalization = Object.entries({ mean, std }).flatMap(([name, value]) =>
      value === undefined ? [] : [`--${name}`, value],
    );
    const slices = input ?? (await generate(at('slices'), HELD_OUT));
    await miniseg('segment', slices, '--weights', weights, '--out', at('results'), ...normalization);
    return;
  }

  const trained = at('run', 'weights.safetensors');
  const size = ['--size', String(SIZE)];
  let images;
  let truths;
  if (ct100 === undefined) {
    console.log('\n== Making slices');
    await generate(at('phantoms'), TRAINING);
    images = await generate(at('held-out'), HELD_OUT);
    console.log('\n== Training on generated slices');
    await miniseg('train', '--recipe', 'quick', '--data', at('phantoms'), ...size, '--out', at('run'));
    truths = ['--data', at('held-out')];
  } else {
    console.log('\n== Training on real slices (fold 1)');
    await miniseg('train', '--recipe', 'quick', '--data', ct100, ...CT100, ...size, '--out', at('run'));
    images = copyValidation(ct100, at('run', 'run.json'), at('held-out'));
    truths = ['--data', ct100, '--fold', '1'];
  }
  console.log('\n== Evaluating on slices that were not trained on');
  const scored = ['--rows', '5', '--csv', at('scores.csv'), '--json', at('scores.json')];
  await miniseg('evaluate', '--weights', trained, ...truths, ...scored);
  console.log('\n== Segmenting them');
  await miniseg('segment', input ?? images, '--weights', trained, '--out', at('results'));
  const { mean: scores } = JSON.parse(readFileSync(at('scores.json'), 'utf8'));
  console.log(
    `\nDSC ${scores.DSC.toFixed(3)}, mIoU ${scores.mIoU.toFixed(3)} on slices that were not trained on.`,
  );
  console.log(
    ct100 === undefined
      ? 'They are generated ones, as those of the training: weights of this demo have never seen a real scan.'
      : `The published recipe takes ten times as many steps, at four times the side: see 'miniseg train --help'.`,
  );
  console.log(`Look at ${at('run', 'report.html')} and ${at('results', 'overlays')}.`);
}

/** The command line, as a user calls it. */
async function miniseg(...line) {
  const { main } = await import('@miniseg/cli');
  console.log(`$ miniseg ${line.join(' ')}`);
  const code = await main(line);
  if (code !== 0) throw new Error(`miniseg ${line[0]} ended with code ${code}.`);
}

/** @returns The folder of the images. */
async function generate(folder, { count, seed }) {
  const how = ['--count', String(count), '--seed', String(seed), '--size', String(SIZE)];
  await miniseg('data', 'phantom', '--out', folder, ...how);
  return path.join(folder, 'images');
}

/** The images of the fold's validation list in a folder of their own. */
function copyValidation(data, record, folder) {
  const { validation } = JSON.parse(readFileSync(record, 'utf8')).data;
  mkdirSync(folder, { recursive: true });
  for (const id of validation) {
    const image = path.join(data, 'images', `${id}.png`);
    if (existsSync(image)) copyFileSync(image, path.join(folder, `${id}.png`));
  }
  return folder;
}
