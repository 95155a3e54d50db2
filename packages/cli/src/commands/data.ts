/** The command line of `miniseg data`. */
import { type Command, Option } from 'commander';
import { parseBetween, parseRemap, parseShare } from '../options/data-values.js';
import { parseRange, parseWindow } from '../options/grey-values.js';
import { parseWhole } from '../options/numbers.js';
import { checkCommand } from './data/check.js';
import { convertVolumeCommand } from './data/convert.js';
import { phantomCommand } from './data/phantom.js';
import { previewCommand } from './data/preview.js';
import { splitCommand } from './data/split.js';
import { statsCommand } from './data/stats.js';

const NAMES = `
Images and masks are files of any format that can be read, one item each, directly in the folders. They are paired by
equal names, otherwise by the last number in their names (tr_im_0003.png, tr_mask_0003.png). A list is CSV with the
columns image,mask (and id, group, split) or JSON [{"image": ..., "mask": ...}]; its names are relative to the given
folders, or to the list's own. An item's id is its image's name without suffix, or the list's id.
Masks hold labels: 0 background, 1 infection, 255 ignored; of palette images the index counts.`;

const seed = () => new Option('--seed <n>', 'same seed, same result').argParser(parseWhole(0)).default(0);
const overwrite = () => new Option('--overwrite', 'replace an existing file').default(false);
const remap = () =>
  new Option('--remap <pairs>', 'stored value=label, for example 255=1 or 1=1,2=1,3=0').argParser(parseRemap);
const window = () =>
  new Option(
    '--window <window>',
    'Hounsfield units from black to white: lung, mediastinum, bone or center,width',
  )
    .argParser(parseWindow)
    .conflicts(['range', 'labels']);
const range = () =>
  new Option('--range <low,high>', 'values from black to white, of any unit')
    .argParser(parseRange)
    .conflicts('labels');

/** A command that reads a data set. */
function datasetCommand(data: Command, name: string, description: string): Command {
  return data
    .command(name)
    .description(description)
    .argument('[images]', 'folder of images, or one file')
    .argument('[masks]', 'folder of masks, or one file')
    .option('--list <file>', 'the items, as CSV or JSON')
    .addOption(remap());
}

/** Adds `miniseg data` with its subcommands. */
export function addDataCommands(program: Command): void {
  const data = program.command('data').description('check, split, measure, show, convert and make data sets');

  datasetCommand(data, 'check', 'report what is wrong with a data set; exit code 1 when it has errors')
    .option('--split <file>', 'file of splits (or published folds): look for pictures that are in both sides')
    .option('--classes <n>', 'labels 0 to n-1 may occur', parseBetween(2, 255), 2)
    .option('--preview <sheet.png>', 'draw up to 16 items with their labels')
    .option('--json', 'the report as JSON', false)
    .addOption(overwrite())
    .addHelpText(
      'after',
      `${NAMES}

Errors: files that cannot be read, sizes or spacings that differ, unexpected labels, blank images, masks without an
image, the same picture or patient in both sides of a split. Warnings: no mask, empty mask, duplicates, mixed sizes.
Mean and std in the report are of the stored values / 255; 'data stats' measures volumes as segment sees them.

Example:
  $ miniseg data check images/ masks/ --split split.json --preview sheet.png`,
    )
    .action(checkCommand);

  datasetCommand(data, 'split', 'say which items to train on and which to validate')
    .requiredOption('--out <split.json>', 'file for the lists')
    .addOption(
      new Option('--test <share>', 'hold out this share; default: 0.4, the 60/40 of the paper')
        .argParser(parseShare)
        .conflicts(['folds', 'published']),
    )
    .addOption(
      new Option('--folds <n>', 'cross-validation: each item is validated once')
        .argParser(parseWhole(2))
        .conflicts('published'),
    )
    .addOption(
      new Option('--published <folds.json>', 'the folds that somebody published').conflicts([
        'seed',
        'stratify',
        'groups',
      ]),
    )
    .addOption(seed())
    .option('--stratify', 'small and large lesions in equal parts; reads every mask', false)
    .option('--groups <file>', 'CSV with the columns id,group: patients are kept in one part')
    .addOption(overwrite())
    .addHelpText(
      'after',
      `${NAMES}

The written file:
  {"options": {"folds": 5, "seed": 0, ...},
   "splits": [{"name": "fold1", "training": ["tr_im_0001", ...], "validation": ["tr_im_0000", ...]}, ...]}
One split named "hold-out", or one for each fold. --split of 'data check' and 'data stats' reads it.

Published folds: {"val": {"fold1": ["0000", ...], ...}}, the validation list of each fold; training is the other folds.
Ids are those of the items, or the last number in them as written. Items in no list (CT100's 0048) stay out.

Examples:
  $ miniseg data split images/ masks/ --folds 5 --stratify --groups patients.csv --out split.json
  $ miniseg data split images/ masks/ --published folds.json --out ct100.json`,
    )
    .action(splitCommand);

  datasetCommand(data, 'stats', 'mean and standard deviation, pixels and weight of each class')
    .option('--split <file>', 'file of splits (or published folds): measure a training list only')
    .option('--fold <n>', 'which split of that file, from 1', parseWhole(1))
    .addOption(window())
    .addOption(range())
    .option('--json', 'as JSON', false)
    .addHelpText(
      'after',
      `${NAMES}

Mean and standard deviation are those of each image, averaged, in units of pixel / 255, as segment --mean --std takes
them; pixels of volumes are as segment sees them, Hounsfield units through the lung window unless --window says otherwise.
Weight of a class: 1 / ln(1.1 + its share of the pixels).

Example:
  $ miniseg data stats images/ masks/ --split split.json --fold 1`,
    )
    .action(statsCommand);

  datasetCommand(data, 'preview', 'draw items with their labels on one sheet, volumes by their fullest slice')
    .requiredOption('--out <sheet.png>', 'file for the sheet')
    .option('--count <n>', 'items, chosen by the seed; default: 16, or 4 with --augment', parseWhole(1))
    .option('--tile <pixels>', 'longer side of each picture', parseBetween(16, 2048), 256)
    .addOption(
      new Option(
        '--augment <name>',
        "a row per item, the original and four draws of the paper's augmentation",
      ).choices(['paper', 'reference']),
    )
    .addOption(seed())
    .addOption(overwrite())
    .addHelpText(
      'after',
      `${NAMES}

Augmentations: paper (scale 0.5-1.5, crop, mirror image), reference (margin crop, upside down); of single slices only.

Example:
  $ miniseg data preview images/ masks/ --augment paper --out sheet.png`,
    )
    .action(previewCommand);

  data
    .command('convert')
    .description('convert volumes and pictures, by the suffix of the output')
    .argument('<in>', 'file of any format that can be read, or folder of DICOM files')
    .argument('<out>', 'name.npy, .npz, .nii, .nii.gz, .safetensors or .png')
    .option('--series <uid|n>', 'folders of several DICOM series: which one')
    .option('--array <name>', '.npz and safetensors of several arrays: which one')
    .option('--volume <n>', 'NIfTI of more than three dimensions: which volume, from 0', parseWhole(0))
    .option('--slice <n>', 'which slice a .png shows, from 0', parseWhole(0))
    .addOption(window())
    .addOption(range())
    .option('--labels', 'the values are labels: palette indices count, .nii and .png are label maps', false)
    .addOption(overwrite())
    .addHelpText(
      'after',
      `
Read: PNG, JPEG, NIfTI (.nii, .nii.gz, .hdr/.img), DICOM, .npy, .npz, safetensors; recognized by content.

Written:
  .npy           values after rescaling as float32, in (slice, row, column) order; no geometry
  .npz           the same order in the values' own type, as array 'volume'; no geometry
  .nii, .nii.gz  values in their own type, spacing, position and orientation
  .safetensors   the same, as tensor 'volume'
  .png           one slice: 8- and 16-bit values as stored, Hounsfield units through the lung window unless --window or
                 --range says otherwise; with --labels a palette image

Examples:
  $ miniseg data convert study/ scan.nii.gz --series 1
  $ miniseg data convert scan.nii.gz slice.png --slice 30 --window -600,1500`,
    )
    .action(convertVolumeCommand);

  data
    .command('phantom')
    .description('make synthetic chest CT with exact infection masks, for trying things out')
    .requiredOption('--out <folder>', 'folder for images/ and masks/; made when it does not exist')
    .option('--count <n>', 'how many', parseBetween(1, 9999), 10)
    .addOption(seed())
    .option('--size <pixels>', 'rows and columns', parseBetween(32, 2048), 512)
    .option('--slices <n>', 'volumes of so many slices instead of pictures', parseBetween(2, 2048))
    .option('--overwrite', 'replace existing files', false)
    .addHelpText(
      'after',
      `
images/phantom_0000.png   8-bit grey in a lung window, as CT100
masks/phantom_0000.png    palette image, index 0 background and 1 infection, as evaluate and data check read it
With --slices both are .nii.gz: the volume in Hounsfield units and its label map of 0 and 1.
Phantom n is made with seed + n. They are no patients: results on them say nothing about results on patients.

Example:
  $ miniseg data phantom --out phantoms --count 20 --seed 7`,
    )
    .action(phantomCommand);
}
