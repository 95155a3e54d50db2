/** The command line of `miniseg train`, and the options that `miniseg crossval` shares with it. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { crossvalCommand } from '../commands/crossval.js';
import { trainCommand } from '../commands/train.js';
import { parseRemap } from '../data/option-parsers.js';
import { parseWhole } from '../evaluate/option-parsers.js';
import { networkOption } from '../zoo/network-option.js';
import { RECIPES } from './recipes.js';
import { RULES } from './setting-rules.js';

/** `epochs=20` or `scales=[1,0.5]`: JSON where it is some, text otherwise. */
function collectSetting(text: string, before: Record<string, unknown> = {}): Record<string, unknown> {
  const [, key, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (key === undefined) throw new InvalidArgumentError('It must be key=value, for example epochs=20.');
  try {
    return { ...before, [key]: JSON.parse(value) };
  } catch {
    return { ...before, [key]: value };
  }
}

function positive(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value > 0)) throw new InvalidArgumentError('It must be a positive number.');
  return value;
}

function settingOptions(command: Command): Command {
  return command
    .argument('[config]', 'JSON file with the settings; options go before it')
    .requiredOption('--out <folder>', 'folder of the run; the same folder again continues it')
    .option('--data <folder>', 'folder with images/, masks/ and perhaps folds.json, as CT100')
    .option('--images <folder>', 'folder of images, one slice in each file')
    .option('--masks <folder>', 'folder of their masks')
    .option('--list <file>', 'the slices as CSV or JSON')
    .addOption(new Option('--remap <pairs>', 'stored value=label, for example 255=1').argParser(parseRemap))
    .option('--split <file>', "file of 'miniseg data split', or published folds")
    .option('--phantoms <n>', 'so many generated slices instead of data', parseWhole(2))
    .addOption(
      new Option('--recipe <name>', 'where all other values come from').choices(Object.keys(RECIPES)),
    )
    .addOption(new Option('--preset <name>', 'network').choices(['aaai', 'paper']))
    .addOption(networkOption("a rival of MiniSeg's instead; 'miniseg zoo' lists them"))
    .option('--weights <file>', 'start from these weights')
    .option('--epochs <n>', 'passes over the slices (times the number of scales)', parseWhole(1))
    .option('--batch-size <n>', 'slices of one step', parseWhole(1))
    .option('--size <pixels>', 'side to which slices are brought', parseWhole(16))
    .option('--learning-rate <rate>', 'at the start', positive)
    .option('--seed <n>', 'same seed, same run', parseWhole(0))
    .option('--backend <name>', `what computes: ${RULES.backend.says.slice('one of '.length)}`)
    .option('--threads <n>', 'on wasm; default: one for each core', parseWhole(1))
    .option(
      '--set <key=value>',
      'any other setting, for example patience=10; may be repeated',
      collectSetting,
    )
    .option('--force', 'remove what an earlier run left in the folder', false);
}

const SETTINGS = `
Settings and what they may be (JSON, a file or --set):
${Object.entries(RULES)
  .map(([key, { says }]) => `  ${key.padEnd(16)}${says}`)
  .join('\n')}

Recipes: published (the released network's: 80 epochs at four scales of 512, batch 5), paper (100 epochs, 60/40), quick
(128 pixels, 16 epochs).`;

/** Adds `miniseg train` and `miniseg crossval`. */
export function addTrainCommands(program: Command): void {
  settingOptions(
    program.command('train').description('train MiniSeg on slices and masks; continues what was interrupted'),
  )
    .option('--fold <n>', 'which fold of the split is for validation, from 1', parseWhole(1))
    .addHelpText(
      'after',
      `
Results in the folder:
  weights.safetensors  for segment and evaluate, with the normalization in it
  report.html          scores, curves and examples on one page that needs nothing else; curves.svg alone
  history.csv          loss, rate and scores of each epoch; cases.csv: of each validation slice
  run.json             settings, seed, versions, machine, hashes of the slices: what it takes to repeat the run
  checkpoints/         for continuing
${SETTINGS}

Ctrl-C saves and stops; the same command continues bit for bit, also after a crash and on another number of
threads. A run of other settings or slices in
the folder is refused, and so is a finished one.

Examples:
  $ miniseg train --data ct100 --fold 1 --out runs/fold1
  $ miniseg train --images slices/ --masks masks/ --recipe quick --out runs/first
  $ miniseg train config.json --seed 2 --set patience=10 --out runs/second`,
    )
    .action(trainCommand);

  settingOptions(
    program.command('crossval').description('train and score every fold of a split, one after the other'),
  )
    .option('--folds <list>', 'only these, for example 1,3', parseFolds)
    .addHelpText(
      'after',
      `
Writes fold1/, fold2/, ... as 'miniseg train' does, and crossval.csv and crossval.html with the mean and the standard
deviation over the folds. Folds that are finished stay as they are, and one that was interrupted is continued.
${SETTINGS}

Example:
  $ miniseg crossval --data ct100 --out runs/ct100`,
    )
    .action(crossvalCommand);
}

function parseFolds(text: string): number[] {
  const folds = text.split(',').map((part) => (/^\s*[1-9]\d*\s*$/.test(part) ? Number(part) : Number.NaN));
  if (folds.some(Number.isNaN) || new Set(folds).size < folds.length) {
    throw new InvalidArgumentError(
      'It must be numbers from 1 with commas between, each once, for example 1,3.',
    );
  }
  return folds;
}
