/** The command line: what can be called, with which options. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { convertCommand } from './commands/convert.js';
import { evaluateCommand } from './commands/evaluate.js';
import { infoCommand } from './commands/info.js';
import { segmentCommand } from './commands/segment.js';
import { OUTPUT_FORMATS } from './convert/output-format.js';
import { addDataCommands } from './data/data-program.js';
import { parseRemap } from './data/option-parsers.js';
import { addDoctorCommand } from './doctor/add-doctor-command.js';
import { parseSpacing, parseWhole } from './evaluate/option-parsers.js';
import { parseRange, parseWindow } from './segment/option-parsers.js';
import { addTrainCommands } from './train/add-train-command.js';
import { DISCLAIMER, versions } from './version.js';
import { addZooCommand } from './zoo/add-zoo-command.js';
import { networkOption } from './zoo/network-option.js';

function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('It must be a number.');
  return value;
}

/** A side in pixels, or 'own'. */
const parseSize = (text: string): number | 'own' => (text === 'own' ? text : parseWhole(16)(text));

const mean = () =>
  new Option('--mean <number>', 'mean of the training pixels, in units of pixel / 255').argParser(number);
const std = () =>
  new Option('--std <number>', 'their standard deviation, in the same units').argParser(number);

export function createProgram(): Command {
  const program = new Command('miniseg')
    .description(`Mark COVID-19 infection in chest CT slices with MiniSeg.\n${DISCLAIMER}`)
    .version(versions.miniseg)
    .showHelpAfterError('(run with --help for the options)');

  program
    .command('segment')
    .description('write masks or label maps and overlays for slices, series and volumes, and report.json')
    .argument(
      '<inputs...>',
      'slices (PNG, JPEG, DICOM), volumes (NIfTI, DICOM, NumPy, safetensors), or folders',
    )
    .requiredOption('--weights <file>', 'PyTorch checkpoint, safetensors file, or tfjs model folder')
    .requiredOption('--out <folder>', 'folder for the results; made when it does not exist')
    .addOption(
      networkOption('of the weights, for PyTorch files of a rival of MiniSeg; other files say it themselves'),
    )
    .addOption(mean())
    .addOption(std())
    .option(
      '--size <pixels>',
      "resize slices to this side for the network; default: that of the training, where the weights remember it; own: the slices' own size",
      parseSize,
    )
    .option(
      '--window <center,width>',
      'Hounsfield units from black to white, or lung (-600,1500), which is the default for such values',
      parseWindow,
    )
    .option(
      '--range <low,high>',
      'values that are black and white, where they are no Hounsfield units',
      parseRange,
    )
    .option(
      '--tile <pixels>',
      'larger slices go through in overlapping parts of this side, whose probabilities are averaged',
      parseWhole(16),
    )
    .addOption(
      new Option(
        '--engine <name>',
        'compiled (default where the network allows it): the same masks in a fraction of the time; plain: tfjs',
      ).choices(['compiled', 'plain']),
    )
    .option('--workers <n>', 'slices at once; default: as many as there are cores', parseWhole(1))
    .option('--threads <n>', 'work on one slice together, instead of workers', parseWhole(1))
    .addOption(
      new Option('--backend <name>', 'of tfjs, which reads the weights and is the plain engine')
        .choices(['wasm', 'cpu'])
        .default('wasm'),
    )
    .option('--no-overlay', 'masks and label maps only')
    .option('--dicom-seg', 'for DICOM input a DICOM Segmentation object, too', false)
    .option('--overwrite', 'replace results of an earlier run', false)
    .addHelpText(
      'after',
      `
Results in the output folder:
  <name>.png            of a slice: mask, 0 background and 255 infection (labels 0, 1, ... with more than two classes)
  <name>.nii.gz         of a volume: label map in its geometry
  <name>.seg.dcm        with --dicom-seg: the same for DICOM viewers
  overlays/<name>.png   the slice with the mask drawn over it; of a volume, a sheet of marked slices
  report.json           for each slice: marked pixels, share of the image; for each volume: mL, share of lungs and
                        body; times, what was not taken and what failed; versions, backend, weights' hash

A folder with .png files is a folder of slices. In any other, files are known by their content: each DICOM series is
a volume named after the folder, and so is each volume file.

Examples:
  $ miniseg segment slices/ --weights miniseg.safetensors --out results
  $ miniseg segment a.png b.png --weights fold1.pth --mean 0.6024 --std 0.2962 --out results
  $ miniseg segment study/ scan.nii.gz --weights miniseg.safetensors --window lung --dicom-seg --out results`,
    )
    .action(segmentCommand);

  program
    .command('evaluate')
    .description("score predicted masks, or what weights predict: the paper's mIoU, SEN, SPC, DSC and HD")
    .argument('[predictions]', 'folder of PNG masks (as segment writes it), or one PNG')
    .argument('[truths]', 'folder of PNG masks, or one PNG')
    .option(
      '--list <file>',
      'pairs, as CSV with columns prediction,truth or as JSON [{prediction, truth}, ...]',
    )
    .option('--allow-missing', 'score what is paired when there are truths without a prediction', false)
    .option(
      '--label <n>',
      'score this label against the rest; default: masks of 0 and one other value',
      parseWhole(1),
    )
    .addOption(
      new Option(
        '--protocol <name>',
        "the paper's equations (default), or the reference implementation's evaluation (default with --weights)",
      ).choices(['paper', 'reference']),
    )
    .option(
      '--spacing <mm>',
      'distance of pixels, or of row,column; HD is then in mm, otherwise in pixels',
      parseSpacing,
    )
    .option('--rows <n>', 'how many cases the table shows', parseWhole(0), 20)
    .option('--csv <file>', 'write the cases as CSV')
    .option(
      '--json <file>',
      'write means, cases and undefined figures as JSON; - for standard output instead of the table',
    )
    .option('--overwrite', 'replace existing files', false)
    .option('--weights <file>', 'segment the slices of --data with these weights, and score that')
    .addOption(networkOption('with --weights: which network, for PyTorch files of a rival of MiniSeg'))
    .option('--data <folder>', 'with --weights: folder with images/, masks/ and perhaps folds.json')
    .option('--split <file>', 'with --weights: file of splits; only validation slices are scored')
    .option('--fold <n>', 'with --weights: which fold of it (or of folds.json), from 1', parseWhole(1))
    .addOption(new Option('--remap <pairs>', 'with --weights: stored value=label').argParser(parseRemap))
    .addOption(mean())
    .addOption(std())
    .option(
      '--size <pixels>',
      "with --weights: resize slices to this side for the network; default: that of the training; own: the slices' own size",
      parseSize,
    )
    .addOption(
      new Option('--backend <name>', 'with --weights: what computes')
        .choices(['wasm', 'cpu'])
        .default('wasm'),
    )
    .addHelpText(
      'after',
      `
Masks are PNGs: palette images (the index is the label), or grey with 0 and one other value (1 or 255).
Files are paired by equal names, otherwise by the last number in their names (tr_im_0003.png, tr_mask_0003.png).
Names in a list are relative to the folders, or to the list's own folder.

JSON: {mean: {mIoU, SEN, SPC, DSC, HD}, cases: [...], undefined: [...], ...}; ratios from 0 to 1, null where undefined.

Protocols differ in HD (paper: between boundaries, reference: between regions) and in empty predictions (paper: HD
undefined, reference: 0 in SEN, SPC, DSC and HD).

Examples:
  $ miniseg evaluate results/ masks/
  $ miniseg evaluate results/ masks/ --allow-missing --protocol reference --spacing 0.7 --csv cases.csv
  $ miniseg evaluate --list pairs.csv --json -
  $ miniseg evaluate --weights runs/fold1/weights.safetensors --data ct100 --fold 1`,
    )
    .action(evaluateCommand);

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
    .argument('<out>', 'name.safetensors, name.onnx, or a folder for a tfjs model')
    .addOption(
      networkOption('of the weights, for PyTorch files of a rival of MiniSeg; other files say it themselves'),
    )
    .addOption(
      new Option('--to <format>', "what to write; default: what the output's name says").choices(
        OUTPUT_FORMATS,
      ),
    )
    .addOption(
      new Option(
        '--dtype <name>',
        'of a safetensors file: float16 or int8 for a small download (default: float32, every bit)',
      ).choices(['float32', 'float16', 'int8']),
    )
    .addOption(
      new Option(
        '--heads <which>',
        'of an ONNX file: the prediction alone, or those of deep supervision too (default: main)',
      ).choices(['main', 'all']),
    )
    .addOption(mean())
    .addOption(std())
    .option('--size <pixels>', 'side of the slices in training', parseWhole(16))
    .option('--overwrite', 'replace an existing file', false)
    .addHelpText(
      'after',
      `
--mean, --std and --size are kept in the converted file, so that segment needs none of them. Every command reads float16 and int8
files like any other.

Examples:
  $ miniseg convert fold1.pth fold1.safetensors --mean 0.6024 --std 0.2962
  $ miniseg convert fold1.pth fold1-small.safetensors --dtype int8 --mean 0.6024 --std 0.2962
  $ miniseg convert fold1.safetensors fold1.onnx --to onnx`,
    )
    .action(convertCommand);

  addDataCommands(program);
  addDoctorCommand(program);
  addTrainCommands(program);
  addZooCommand(program);
  return program;
}
