/** `miniseg pretrain`: an encoder from any pictures in class folders, or a whole network from generated slices. */
import { type Command, Option } from 'commander';
import { CliError } from '../errors.js';
import { givenIn, refuseIdle } from '../options/effect.js';
import { MOST } from '../options/limits.js';
import { parsePositive, parseShare, parseWhole } from '../options/numbers.js';
import { seedOption, trainingBackendOption, trainingThreadsOption } from '../options/shared.js';
import { pretrainRun } from '../pretrain/pretrain-run.js';
import { say } from '../progress/screen.js';
import { printLines } from '../text/output.js';
import { interruptSignal } from '../train/run/interrupt-signal.js';
import { trainRun } from '../train/run/train-run.js';
import { readSettings } from '../train/settings/read-settings.js';
import { DISCLAIMER } from '../version.js';

interface PretrainCommandOptions {
  out: string;
  phantoms?: number;
  preset: 'aaai' | 'paper';
  size?: number;
  epochs?: number;
  batchSize?: number;
  learningRate?: number;
  validationShare?: number;
  seed: number;
  backend: string;
  threads?: number;
  force: boolean;
}

export function addPretrainCommand(program: Command): void {
  program
    .command('pretrain')
    .description(
      "train the encoder on pictures in class folders (ImageNet's layout), or the network on phantoms",
    )
    .argument(
      '[pictures]',
      'folder with a folder of PNG and JPEG pictures for each class, or with train/ and val/ of these',
    )
    .requiredOption('--out <folder>', 'folder of the run; the same folder again continues it')
    .option(
      '--phantoms <n>',
      'train the whole network on so many generated slices, each with its mask',
      parseWhole(10, MOST.phantoms),
    )
    .addOption(
      new Option('--preset <name>', 'network: aaai, the smaller one, or paper, that of the article')
        .choices(['aaai', 'paper'])
        .default('aaai'),
    )
    .option('--size <pixels>', 'side of the pictures; default: 128, of phantoms 256', parseWhole(16, 4096))
    .option(
      '--epochs <n>',
      'passes over the pictures; default: 90, of phantoms 10',
      parseWhole(1, MOST.epochs),
    )
    .option('--batch-size <n>', 'pictures of one step; default: 32, of phantoms 5', parseWhole(1, MOST.batch))
    .option('--learning-rate <rate>', 'learning rate at the start; default: 1e-3', parsePositive)
    .option(
      '--validation-share <share>',
      'share that is held out; default: 0.1, of phantoms 0.05; not where there is a val/',
      parseShare,
    )
    .addOption(seedOption().default(0))
    .addOption(trainingBackendOption())
    .addOption(trainingThreadsOption())
    .option('--force', 'with --phantoms: remove what an earlier run left in the folder', false)
    .addHelpText(
      'after',
      `
Pictures: encoder and a head that names the class, scored by top-1 and top-5 on what is held out. Writes
  encoder.safetensors  for 'miniseg train --encoder': all of the encoder, nothing of decoder and heads
  history.csv          loss, top-1 and top-5 of each epoch; pretrain.json: what it takes to repeat the run
Phantoms: as 'miniseg train --phantoms' with the recipe 'pretraining' (strong augmentation, Dice loss, averaged
weights). Writes weights.safetensors, for 'miniseg train --weights' (all of it) or --encoder.

Ctrl-C saves and stops, and the same command continues bit for bit, also after a crash.

Examples:
  $ miniseg pretrain imagenet/ --size 224 --batch-size 64 --out runs/imagenet
  $ miniseg pretrain --phantoms 2000 --out runs/phantoms
  $ miniseg train --data ct100 --fold 1 --recipe augmented --weights runs/phantoms/weights.safetensors --out runs/fold1`,
    )
    .action(pretrainCommand);
}

/** @throws {CliError} or TrainError and those of data, model and backend */
async function pretrainCommand(
  pictures: string | undefined,
  options: PretrainCommandOptions,
  command: Command,
): Promise<void> {
  const { out, phantoms, force, ...settings } = options;
  if ((pictures === undefined) === (phantoms === undefined)) {
    throw new CliError(
      'invalid-argument',
      `${pictures === undefined ? 'Nothing says' : 'Two things say'} what to train on. Give a folder of pictures, or --phantoms.`,
    );
  }
  refuseIdle(givenIn(command), [
    {
      of: ['threads'],
      idle: settings.backend !== 'wasm',
      says: `is for the backend wasm, and this one is ${settings.backend}`,
    },
    { of: ['force'], idle: phantoms === undefined, says: 'is for --phantoms' },
  ]);
  const { signal, release } = interruptSignal();
  try {
    if (pictures === undefined) {
      const known = Object.entries({ ...settings, phantoms }).filter(([, value]) => value !== undefined);
      const asked = await readSettings(undefined, { ...Object.fromEntries(known), recipe: 'pretraining' });
      const { result } = await trainRun(asked, { out, force, signal, log: say });
      const dsc = result?.scores.DSC?.toFixed(4) ?? '-';
      printLines([`DSC ${dsc} on held-out phantoms. Wrote weights.safetensors to ${out}. ${DISCLAIMER}`]);
      return;
    }
    const { size = 128, epochs = 90, batchSize = 32, learningRate = 1e-3, ...rest } = settings;
    const given = { ...rest, size, epochs, batchSize, learningRate, weightDecay: 1e-4, pictures };
    const { top1, top5 } = await pretrainRun(given, { out, signal, log: say });
    printLines([
      `top-1 ${top1.toFixed(4)}, top-5 ${top5.toFixed(4)} on held-out pictures. Wrote encoder.safetensors to ${out}. ${DISCLAIMER}`,
    ]);
  } finally {
    release();
  }
}
