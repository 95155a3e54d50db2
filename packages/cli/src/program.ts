/** The command line: what can be called, with which options. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { convertCommand } from './commands/convert.js';
import { infoCommand } from './commands/info.js';
import { segmentCommand } from './commands/segment.js';
import { DISCLAIMER, versions } from './version.js';

function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('It must be a number.');
  return value;
}

function side(text: string): number {
  const value = number(text);
  if (!Number.isInteger(value) || value < 16) throw new InvalidArgumentError('It must be a whole number of at least 16.');
  return value;
}

const mean = () => new Option('--mean <number>', 'mean of the training pixels, in units of pixel / 255').argParser(number);
const std = () => new Option('--std <number>', 'their standard deviation, in the same units').argParser(number);

export function createProgram(): Command {
  const program = new Command('miniseg')
    .description(`Mark COVID-19 infection in chest CT slices with MiniSeg.\n${DISCLAIMER}`)
    .version(versions.miniseg)
    .showHelpAfterError('(run with --help for the options)');

  program
    .command('segment')
    .description('write a mask and an overlay for each slice, and report.json')
    .argument('<slices...>', 'grey PNG files, or folders of them')
    .requiredOption('--weights <file>', 'PyTorch checkpoint, safetensors file, or tfjs model folder')
    .requiredOption('--out <folder>', 'folder for the results; made when it does not exist')
    .addOption(mean())
    .addOption(std())
    .option('--size <pixels>', 'resize slices to this side for the network; default: their own size', side)
    .addOption(new Option('--backend <name>', 'what computes').choices(['wasm', 'cpu']).default('wasm'))
    .option('--no-overlay', 'masks only')
    .option('--overwrite', 'replace results of an earlier run', false)
    .addHelpText(
      'after',
      `
Results in the output folder:
  <name>.png            mask, 0 background and 255 infection (labels 0, 1, ... with more than two classes)
  overlays/<name>.png   the slice with the mask drawn over it
  report.json           for each slice: marked pixels, share of the image, time; versions, backend, weights' hash

Examples:
  $ miniseg segment slices/ --weights miniseg.safetensors --out results
  $ miniseg segment a.png b.png --weights fold1.pth --mean 0.6024 --std 0.2962 --out results`,
    )
    .action(segmentCommand);

  program
    .command('info')
    .description('say what a weight file holds: network, parameters, operations, normalization, hash')
    .argument('<weights>', 'PyTorch checkpoint, safetensors file, or tfjs model folder')
    .option('--json', 'as JSON', false)
    .action(infoCommand);

  program
    .command('convert')
    .description('convert weights; a PyTorch pickle is read, never executed')
    .argument('<in>', 'PyTorch checkpoint (.pth, .pt), safetensors file, or tfjs model folder')
    .argument('<out>', 'name.safetensors, or a folder for a tfjs model')
    .addOption(mean())
    .addOption(std())
    .option('--overwrite', 'replace an existing file', false)
    .addHelpText(
      'after',
      `
--mean and --std are kept in the converted file, so that segment needs neither.

Example:
  $ miniseg convert fold1.pth fold1.safetensors --mean 0.6024 --std 0.2962`,
    )
    .action(convertCommand);

  return program;
}
