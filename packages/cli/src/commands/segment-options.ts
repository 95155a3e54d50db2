/** How `miniseg segment` is called. */

import { type Command, Option } from 'commander';
import { networkOption } from '../network/network-option.js';
import { ttaOption, weightsOption } from '../network/tta-option.js';
import { WEIGHTS_HELP } from '../network/weights-source.js';
import { parseRange, parseWindow } from '../options/grey-values.js';
import { MOST } from '../options/limits.js';
import { parseWhole } from '../options/numbers.js';
import {
  allowDownloadOption,
  maxBytesOption,
  maxMemoryOption,
  meanOption,
  overwriteOption,
  stdOption,
} from '../options/shared.js';
import { parseSize } from '../options/values.js';
import { WIDE } from '../segment/choose-wide.js';
import type { SegmentCommandOptions } from './segment.js';

export function addSegmentCommand(program: Command): void {
  program
    .command('segment')
    .description('write masks or label maps and overlays for slices, series and volumes, and report.json')
    .argument(
      '<inputs...>',
      'slices (PNG, JPEG, DICOM), volumes (NIfTI, DICOM, NumPy, safetensors), or folders',
    )
    .addOption(weightsOption(WEIGHTS_HELP).makeOptionMandatory())
    .addOption(allowDownloadOption())
    .addOption(ttaOption())
    .requiredOption('--out <folder>', 'folder for the results; made when it does not exist')
    .addOption(
      networkOption('of the weights, for PyTorch files of a rival of MiniSeg; other files say it themselves'),
    )
    .addOption(meanOption())
    .addOption(stdOption())
    .option(
      '--size <pixels>',
      "resize slices to this side for the network; default: that of the training, where the weights remember it; own: the slices' own size",
      parseSize,
    )
    .option(
      '--window <center,width>',
      'center and width of the range of Hounsfield units that is shown from black to white, or lung (-600,1500, the default)',
      parseWindow,
    )
    .option(
      '--range <low,high>',
      'values shown as black and as white, for volumes that are not in Hounsfield units',
      parseRange,
    )
    .option(
      '--tile <pixels>',
      'cut larger slices into overlapping parts of this side, and average their probabilities where they overlap',
      parseWhole(16, MOST.side),
    )
    .addOption(
      new Option(
        '--engine <name>',
        'compiled (default where the network allows it): the same masks in a fraction of the time; plain: the graph on tfjs',
      ).choices(['compiled', 'plain']),
    )
    .option(
      '--workers <n>',
      'how many slices are segmented at once; default: one for each core',
      parseWhole(1, MOST.workers),
    )
    .option(
      '--threads <n>',
      'how many threads share the work on one slice, instead of workers',
      parseWhole(1, MOST.threads),
    )
    .addOption(
      new Option(
        '--wide <when>',
        'vectors of 256 bits in the compiled engine, which need Node 24 or later on x64; auto (default): for series and large slices, where they were measured to be faster; the same masks',
      ).choices(WIDE),
    )
    .addOption(
      new Option(
        '--backend <name>',
        'tfjs backend that runs the network with --engine plain, and loads weights that were not compiled before',
      )
        .choices(['wasm', 'cpu'])
        .default('wasm'),
    )
    .option('--no-overlay', 'write no pictures with marks, only masks and label maps')
    .option('--dicom-seg', 'write a DICOM Segmentation object too, for DICOM input', false)
    .option(
      '--dicom-sr',
      'with --dicom-seg: write a DICOM structured report of its measurements too (TID 1500)',
      false,
    )
    .addOption(
      // For services, into which studies of every kind come: no error where there is no DICOM.
      new Option('--dicom-seg-where-possible').default(false).hideHelp(),
    )
    .addOption(maxBytesOption())
    .addOption(maxMemoryOption())
    .option(
      '--max-work <n>',
      'millions of pixels that the network may work for on one input; default: 16, or 40 pixels for each byte of the file, and 1000 for a picture with --max-memory',
      parseWhole(1, MOST.work),
    )
    .addOption(overwriteOption())
    .addHelpText(
      'after',
      `
Results in the output folder:
  <name>.png            of a slice: mask, 0 background and 255 infection (labels 0, 1, ... with more than two classes)
  <name>.nii.gz         of a volume: label map in its geometry
  <name>.seg.dcm        with --dicom-seg: the same for DICOM viewers
  <name>.sr.dcm         with --dicom-sr: its volumes in mL, and the share of the lungs, as a structured report
  overlays/<name>.png   the slice with the mask drawn over it; of a volume, a sheet of marked slices
  report.json           for each slice: marked pixels, share of the image; for each volume: mL, share of lungs and
                        body; times, what was not taken and what failed; versions, backend, weights' hash
  report.html           the same as a page to look at, with the pictures that are marked most

A folder with .png files is a folder of slices. In any other, files are known by their content: each DICOM series is
a volume named after the folder, and so is each volume file.

Examples:
  $ miniseg segment slices/ --weights phantom-aaai --out results   (demo weights: no result for a patient)
  $ miniseg segment slices/ --weights miniseg.safetensors --out results
  $ miniseg segment a.png b.png --weights fold1.pth --mean 0.6024 --std 0.2962 --out results
  $ miniseg segment slices/ --weights fold1.safetensors --weights fold2.safetensors --tta flips --out results
  $ miniseg segment study/ scan.nii.gz --weights miniseg.safetensors --window lung --dicom-seg --out results`,
    )
    .action(async (inputs: string[], options: SegmentCommandOptions, command: Command) => {
      const { segmentCommand } = await import('./segment.js');
      return segmentCommand(inputs, options, command);
    });
}
