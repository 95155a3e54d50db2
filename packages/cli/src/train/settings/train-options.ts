/** The options that `miniseg train` and `miniseg crossval` share, and what they say of the settings. */

import { type Command, Option } from 'commander';
import { networkOption } from '../../network/network-option.js';
import { WEIGHTS_HELP } from '../../network/weights-source.js';
import { parseRange, parseWindow } from '../../options/grey-values.js';
import { MOST } from '../../options/limits.js';
import { parseBetween, parsePart, parsePositive, parseWhole } from '../../options/numbers.js';
import {
  allowDownloadOption,
  maxMemoryOption,
  remapOption,
  seedOption,
  trainingThreadsOption,
} from '../../options/shared.js';
import { collectSetting } from '../../options/values.js';
import type { SomeSettings } from './read-settings.js';
import { RECIPES } from './recipes.js';
import { RULES } from './setting-rules.js';

export interface TrainOptions extends SomeSettings {
  out: string;
  force: boolean;
  allowDownload: boolean;
  log?: 'tensorboard';
  watch: boolean;
  watchPort?: number;
  /** Bytes that the slices may take. */
  maxMemory?: number;
  /** Settings without an option of their own. */
  set?: Record<string, unknown>;
}

export function addTrainOptions(command: Command): Command {
  return command
    .argument('[config]', 'JSON file with the settings; options replace what it says')
    .requiredOption('--out <folder>', 'folder of the run; the same folder again continues it')
    .option(
      '--data <folder>',
      "folder with images/, masks/ and perhaps folds.json, as CT100; nnU-Net's layout, or any folder of volumes with masks",
    )
    .option('--images <folder>', 'folder of images, one slice or one volume in each file')
    .option('--masks <folder>', 'folder of their masks')
    .option('--list <file>', "the slices or volumes as CSV or JSON, also MONAI's data lists")
    .addOption(remapOption())
    .addOption(maxMemoryOption('a slice that needs more, from file to pixels, is refused before it is read'))
    .option('--split <file>', "file of 'miniseg data split', or published folds")
    .option('--window <window>', `of volumes: ${RULES.window.says}`, asText(parseWindow))
    .option('--range <low,high>', 'of volumes: values that are black and white, of any unit', parseRange)
    .option(
      '--foreground-share <share>',
      'of volumes: share of slices with findings among those that are trained on; default: every slice is taken',
      parsePart,
    )
    .option(
      '--phantoms <n>',
      'train on so many generated slices instead of data',
      parseWhole(2, MOST.phantoms),
    )
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
    .option('--weights <file>', `start from these weights instead of random ones: ${WEIGHTS_HELP}`)
    .option('--encoder <file>', 'take the encoder alone from these weights; decoder and heads start anew')
    .addOption(allowDownloadOption())
    .option('--epochs <n>', 'passes over the slices (times the number of scales)', parseWhole(1, MOST.epochs))
    .option('--batch-size <n>', 'slices of one step', parseWhole(1, MOST.batch))
    .option('--size <pixels>', 'side to which slices are resized', parseWhole(16, 4096))
    .option('--learning-rate <rate>', 'learning rate at the start', parsePositive)
    .addOption(seedOption())
    .option('--backend <name>', `tfjs backend to train on: ${RULES.backend.says}`)
    .addOption(trainingThreadsOption())
    .option(
      '--set <key=value>',
      'any other setting, for example patience=10 or network.classes=3; may be repeated',
      collectSetting,
    )
    .addOption(
      new Option(
        '--log <format>',
        'write the curves as event files for TensorBoard too, to the folder tensorboard of the run',
      ).choices(['tensorboard']),
    )
    .option('--watch', 'serve a live page of the run, on this machine alone and until it ends', false)
    .option('--watch-port <port>', 'port of the live page; default: any that is free', parseBetween(1, 65535))
    .option('--force', 'remove what an earlier run left in the folder', false);
}

/** Settings are JSON: what was checked stays as it was written. */
const asText = (parse: (text: string) => unknown) => (text: string) => {
  parse(text);
  return text;
};

/** The settings among the options of a command. */
export function settingsAmong(options: TrainOptions): SomeSettings {
  const named = Object.entries(options).filter(
    ([key, value]) => Object.hasOwn(RULES, key) && value !== undefined,
  );
  return { ...Object.fromEntries(named), ...options.set };
}

export const SETTINGS_HELP = `
Settings and what they may be (JSON, a file or --set):
${Object.entries(RULES)
  .map(([key, { says }]) => `  ${key.padEnd(16)}${says}`)
  .join('\n')}

Recipes: published (as the released network aaai was trained: 80 epochs at four scales of 512, batch 5), augmented (300
epochs with strong augmentation, Dice loss and averaged weights; the last epoch is kept), pretraining (the same at 256
pixels for 10 epochs, for phantoms), paper (the network and the protocol of the paper: 100 epochs, 60/40), quick (aaai
at 128 pixels for 16 epochs). 'miniseg recipe <name>' prints one as a file that can be edited.`;
