/** The options that `miniseg train` and `miniseg crossval` share, and what they say of the settings. */
import { type Command, Option } from 'commander';
import { networkOption } from '../../network/network-option.js';
import { parsePositive, parseWhole } from '../../options/numbers.js';
import { remapOption, seedOption } from '../../options/shared.js';
import { collectSetting } from '../../options/values.js';
import type { SomeSettings } from './read-settings.js';
import { RECIPES } from './recipes.js';
import { RULES } from './setting-rules.js';

export interface TrainOptions extends SomeSettings {
  out: string;
  force: boolean;
  /** Settings without an option of their own. */
  set?: Record<string, unknown>;
}

export function addTrainOptions(command: Command): Command {
  return command
    .argument('[config]', 'JSON file with the settings; options replace what it says')
    .requiredOption('--out <folder>', 'folder of the run; the same folder again continues it')
    .option('--data <folder>', 'folder with images/, masks/ and perhaps folds.json, as CT100')
    .option('--images <folder>', 'folder of images, one slice in each file')
    .option('--masks <folder>', 'folder of their masks')
    .option('--list <file>', 'the slices as CSV or JSON')
    .addOption(remapOption())
    .option('--split <file>', "file of 'miniseg data split', or published folds")
    .option('--phantoms <n>', 'train on so many generated slices instead of data', parseWhole(2))
    .addOption(
      new Option('--recipe <name>', 'set of values for all other settings').choices(Object.keys(RECIPES)),
    )
    .addOption(
      new Option(
        '--preset <name>',
        'network: aaai, the released one of 82,912 parameters, or paper, that of the paper with 472,440',
      ).choices(['aaai', 'paper']),
    )
    .addOption(networkOption("a rival of MiniSeg's instead; 'miniseg zoo' lists them"))
    .option('--weights <file>', 'start from these weights instead of random ones')
    .option('--epochs <n>', 'passes over the slices (times the number of scales)', parseWhole(1))
    .option('--batch-size <n>', 'slices of one step', parseWhole(1))
    .option('--size <pixels>', 'side to which slices are resized', parseWhole(16))
    .option('--learning-rate <rate>', 'learning rate at the start', parsePositive)
    .addOption(seedOption())
    .option('--backend <name>', `tfjs backend to train on: ${RULES.backend.says}`)
    .option('--threads <n>', 'threads of the wasm backend; default: one for each core', parseWhole(1))
    .option(
      '--set <key=value>',
      'any other setting, for example patience=10 or network.classes=3; may be repeated',
      collectSetting,
    )
    .option('--force', 'remove what an earlier run left in the folder', false);
}

/** The settings among the options of a command. */
export function settingsAmong(options: TrainOptions): SomeSettings {
  const named = Object.entries(options).filter(([key, value]) => key in RULES && value !== undefined);
  return { ...Object.fromEntries(named), ...options.set };
}

export const SETTINGS_HELP = `
Settings and what they may be (JSON, a file or --set):
${Object.entries(RULES)
  .map(([key, { says }]) => `  ${key.padEnd(16)}${says}`)
  .join('\n')}

Recipes: published (as the released network aaai was trained: 80 epochs at four scales of 512, batch 5), augmented (300
epochs with strong augmentation, Dice loss and averaged weights; the last epoch is kept), paper (the
network and the protocol of the paper: 100 epochs, 60/40), quick (aaai at 128 pixels for 16 epochs).`;
