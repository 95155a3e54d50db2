/** `miniseg evaluate`: the paper's five figures of predicted masks, or of what weights predict, against true ones. */

import { writeFileAtomic } from '@miniseg/checkpoints/node';
import type { PaperProtocol } from '@miniseg/metrics';
import { type Command, Option } from 'commander';
import { CliError } from '../errors.js';
import { evaluateHtml } from '../evaluate/evaluate-html.js';
import { type MaskKind, maskKind } from '../evaluate/mask-kind.js';
import { scoreMasks } from '../evaluate/score-masks.js';
import { scoreVolumeFiles } from '../evaluate/score-volume-files.js';
import { scoreWeights, type WeightsToScore } from '../evaluate/score-weights.js';
import { networkOption } from '../network/network-option.js';
import { ttaOption, weightsOption } from '../network/tta-option.js';
import { mayBeFetched, WEIGHTS_HELP } from '../network/weights-source.js';
import { downloadRule, givenIn, refuseIdle } from '../options/effect.js';
import { MOST } from '../options/limits.js';
import { parsePart, parseWhole } from '../options/numbers.js';
import {
  allowDownloadOption,
  maxMemoryOption,
  meanOption,
  overwriteOption,
  remapOption,
  stdOption,
} from '../options/shared.js';
import { parseSize, parseSpacing, spacingFor } from '../options/values.js';
import { type ScoreOutputs, writeScores } from '../scores/write-scores.js';

interface EvaluateOptions extends ScoreOutputs, Omit<WeightsToScore, 'weights'> {
  list?: string;
  allowMissing: boolean;
  label?: number;
  /** Default: 'reference' with `weights`, otherwise 'paper'. */
  protocol?: PaperProtocol;
  /** Of volumes: intersection over union from which a lesion counts as found. */
  lesionIou?: number;
  /** Predicts by itself: the slices of `data`, of a fold the validation slices. */
  weights?: string[];
}

export function addEvaluateCommand(program: Command): void {
  program
    .command('evaluate')
    .description(
      "score predicted masks, or what weights predict: the paper's mIoU, SEN, SPC, DSC and HD; of volumes lesions, surfaces and mL, too",
    )
    .argument('[predictions]', 'folder of PNG masks or of label volumes (as segment writes it), or one file')
    .argument('[truths]', 'folder of PNG masks or of label volumes, or one file')
    .option(
      '--list <file>',
      'pairs, as CSV with columns prediction,truth or as JSON [{prediction, truth}, ...]',
    )
    .option(
      '--allow-missing',
      'score the other pairs when a truth has no prediction, or a mask cannot be read',
      false,
    )
    .option(
      '--label <n>',
      'score this label against the rest; default: masks of 0 and one other value, of volumes every label',
      parseWhole(1, MOST.label),
    )
    .addOption(
      new Option(
        '--protocol <name>',
        "the paper's equations (default), or the reference implementation's evaluation (default with --weights)",
      ).choices(['paper', 'reference']),
    )
    .option(
      '--spacing <mm>',
      'distance of pixels, or of row,column; HD is then in mm, otherwise in pixels; of volumes that do not say it slice,row,column',
      parseSpacing,
    )
    .option('--rows <n>', 'how many cases the table shows', parseWhole(0, MOST.rows), 20)
    .option('--csv <file>', 'write the cases as CSV')
    .option('--lesions <file>', 'of volumes: write every lesion as CSV')
    .option(
      '--lesion-iou <share>',
      'of volumes: a lesion counts as found from this intersection over union; default: one shared voxel',
      parsePart,
    )
    .option(
      '--json <file>',
      'write means, cases and undefined figures as JSON; - prints it instead of the table',
    )
    .addOption(maxMemoryOption())
    .option(
      '--report <file>',
      'write a page to look at: scores, their spread, and pictures of what was missed',
    )
    .addOption(overwriteOption())
    .addOption(
      weightsOption(`segment the slices of --data with these weights, and score that: ${WEIGHTS_HELP}`),
    )
    .addOption(withWeights(allowDownloadOption()))
    .addOption(withWeights(ttaOption()))
    .addOption(networkOption('with --weights: which network, for PyTorch files of a rival of MiniSeg'))
    .option('--data <folder>', 'with --weights: folder with images/, masks/ and perhaps folds.json')
    .option('--split <file>', 'with --weights: file of splits; only validation slices are scored')
    .option(
      '--fold <n>',
      'with --weights: which fold of it (or of folds.json), from 1',
      parseWhole(1, MOST.folds),
    )
    .addOption(withWeights(remapOption(), 'with --weights or volumes'))
    .addOption(withWeights(meanOption()))
    .addOption(withWeights(stdOption()))
    .option(
      '--size <pixels>',
      "with --weights: resize slices to this side for the network; default: that of the training; own: the slices' own size",
      parseSize,
    )
    .addOption(
      new Option('--backend <name>', 'with --weights: tfjs backend that runs the network')
        .choices(['wasm', 'cpu'])
        .default('wasm'),
    )
    .addHelpText(
      'after',
      `
Masks of slices are PNGs: palette images (the index is the label), or grey with 0 and one other value (1 or 255).
Volumes of labels are NIfTI, DICOM segmentations, .npy, .npz or safetensors; folders with a mask for each structure are cases.
They are read on one grid, whatever the order of their axes, and refused where the grids differ.
Files are paired by equal names, otherwise by the last number in their names (tr_im_0003.png, tr_mask_0003.png).
Names in a list are relative to the folders, or to the list's own folder.

With --weights every class above 0 is scored against the rest, and pixels of label 255 count nowhere.

JSON: {mean: {mIoU, SEN, SPC, DSC, HD}, cases: [...], undefined: [...], ...}; ratios from 0 to 1, null where undefined.

Protocols differ in HD (paper: between boundaries, reference: between regions) and in empty predictions (paper: HD
undefined, reference: 0 in SEN, SPC, DSC and HD).

Examples:
  $ miniseg evaluate results/ masks/
  $ miniseg evaluate results/ masks/ --allow-missing --protocol reference --spacing 0.7 --csv cases.csv
  $ miniseg evaluate predicted/ labelsTr/ --csv cases.csv --lesions lesions.csv --report page.html
  $ miniseg evaluate --list pairs.csv --json -
  $ miniseg evaluate --weights runs/fold1/weights.safetensors --data ct100 --fold 1`,
    )
    .action(evaluateCommand);
}

function withWeights(option: Option, where = 'with --weights'): Option {
  option.description = `${where}: ${option.description}`;
  return option;
}

/** @throws {CliError} or DataError or MetricsError before anything is written, or after for cases that could not be scored. */
async function evaluateCommand(
  predictions: string | undefined,
  truths: string | undefined,
  options: EvaluateOptions,
  command: Command,
): Promise<void> {
  checkOptions(options, command);
  const { weights, list } = options;
  const kind = weights === undefined ? await maskKind(predictions, truths, list) : 'slices';
  checkKind(kind, options, command);
  const score = kind === 'volumes' ? scoreVolumeFiles : scoreMasks;
  const scores =
    weights === undefined
      ? await score(predictions, truths, options)
      : await scoreWeights({ ...options, spacing: spacingFor(2, options.spacing), weights });
  if (options.report !== undefined) await writeFileAtomic(options.report, await evaluateHtml(scores));
  await writeScores(scores, options);
}

/** What depends on whether slices or volumes are scored. */
function checkKind(kind: MaskKind, { weights }: EvaluateOptions, command: Command): void {
  refuseIdle(givenIn(command), [
    {
      of: ['lesions', 'lesionIou'],
      idle: kind === 'slices',
      says: 'is for volumes, and these are slices',
    },
    {
      of: ['remap'],
      idle: kind === 'slices' && weights === undefined,
      says: 'is for predicting and for volumes',
      or: 'pass --weights, too',
    },
  ]);
}

function checkOptions({ weights, csv, json, report, lesions }: EvaluateOptions, command: Command): void {
  if (csv === '-')
    throw new CliError('invalid-argument', '--csv writes a file; only --json takes - for standard output.');
  refuseIdle(givenIn(command), [
    {
      of: ['tta', 'network', 'data', 'split', 'fold', 'mean', 'std', 'size', 'backend'],
      idle: weights === undefined,
      says: 'is for predicting',
      or: 'pass --weights, too',
    },
    {
      of: ['predictions', 'truths', 'list', 'allowMissing'],
      idle: weights !== undefined,
      says: 'is for masks that are there, and --weights predicts by itself',
      or: 'give --data instead',
    },
    {
      of: ['label'],
      idle: weights !== undefined,
      says: 'chooses a label of masks that are there, and --weights scores every class',
    },
    {
      of: ['overwrite'],
      idle:
        [csv, report, lesions].every((file) => file === undefined) && (json === undefined || json === '-'),
      says: 'is for files, and none is written',
    },
    downloadRule(mayBeFetched(weights)),
    { of: ['rows'], idle: json === '-', says: 'is for the table, and --json - prints none' },
  ]);
}
