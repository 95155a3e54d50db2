/** `miniseg evaluate`: the paper's five figures of predicted masks, or of what weights predict, against true ones. */
import path from 'node:path';
import type { PaperProtocol } from '@miniseg/metrics';
import { type Command, Option } from 'commander';
import { CliError } from '../errors.js';
import { checkPairs } from '../evaluate/check-pairs.js';
import { type FoundPairs, findPairs } from '../evaluate/find-pairs.js';
import { scorePairs } from '../evaluate/score-pairs.js';
import { scoreWeights, type WeightsToScore } from '../evaluate/score-weights.js';
import { networkOption } from '../network/network-option.js';
import { givenIn, refuseIdle } from '../options/effect.js';
import { parseWhole } from '../options/numbers.js';
import { meanOption, overwriteOption, remapOption, stdOption } from '../options/shared.js';
import { parseSize, parseSpacing } from '../options/values.js';
import { checkScoreTargets, type ScoreOutputs, type Scores, writeScores } from '../scores/write-scores.js';

interface EvaluateOptions extends ScoreOutputs, Omit<WeightsToScore, 'weights'> {
  list?: string;
  allowMissing: boolean;
  label?: number;
  /** Default: 'reference' with `weights`, otherwise 'paper'. */
  protocol?: PaperProtocol;
  /** Predicts by itself: the slices of `data`, of a fold the validation slices. */
  weights?: string;
}

export function addEvaluateCommand(program: Command): void {
  program
    .command('evaluate')
    .description("score predicted masks, or what weights predict: the paper's mIoU, SEN, SPC, DSC and HD")
    .argument('[predictions]', 'folder of PNG masks (as segment writes it), or one PNG')
    .argument('[truths]', 'folder of PNG masks, or one PNG')
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
      'write means, cases and undefined figures as JSON; - prints it instead of the table',
    )
    .addOption(overwriteOption())
    .option('--weights <file>', 'segment the slices of --data with these weights, and score that')
    .addOption(networkOption('with --weights: which network, for PyTorch files of a rival of MiniSeg'))
    .option('--data <folder>', 'with --weights: folder with images/, masks/ and perhaps folds.json')
    .option('--split <file>', 'with --weights: file of splits; only validation slices are scored')
    .option('--fold <n>', 'with --weights: which fold of it (or of folds.json), from 1', parseWhole(1))
    .addOption(withWeights(remapOption()))
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
Masks are PNGs: palette images (the index is the label), or grey with 0 and one other value (1 or 255).
Files are paired by equal names, otherwise by the last number in their names (tr_im_0003.png, tr_mask_0003.png).
Names in a list are relative to the folders, or to the list's own folder.

With --weights every class above 0 is scored against the rest, and pixels of label 255 count nowhere.

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
}

function withWeights(option: Option): Option {
  option.description = `with --weights: ${option.description}`;
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
  const { weights } = options;
  const scores =
    weights === undefined
      ? await scoreMasks(predictions, truths, options)
      : await scoreWeights({ ...options, weights });
  await writeScores(scores, options);
}

function checkOptions({ weights, csv, json }: EvaluateOptions, command: Command): void {
  if (csv === '-')
    throw new CliError('invalid-argument', '--csv writes a file; only --json takes - for standard output.');
  refuseIdle(givenIn(command), [
    {
      of: ['network', 'data', 'split', 'fold', 'remap', 'mean', 'std', 'size', 'backend'],
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
      idle: csv === undefined && (json === undefined || json === '-'),
      says: 'is for files, and none is written',
    },
    { of: ['rows'], idle: json === '-', says: 'is for the table, and --json - prints none' },
  ]);
}

async function scoreMasks(
  predictions: string | undefined,
  truths: string | undefined,
  options: EvaluateOptions,
): Promise<Scores> {
  const { list, label, protocol = 'paper', spacing, allowMissing } = options;
  const found = await findPairs(predictions, truths, options);
  const { pairs, failed: unreadable } = await checkPairs(found.pairs);
  if (!allowMissing || pairs.length === 0) refuseUnreadable(unreadable, pairs.length);
  await checkScoreTargets(options, [
    ...found.pairs.flatMap(({ prediction, truth }) => [prediction, truth]),
    ...(list === undefined ? [] : [list]),
  ]);
  const result = await scorePairs(pairs, { protocol, label, spacing, allowFailures: allowMissing });
  const pairOf = new Map(pairs.map((pair) => [pair.id, pair]));
  return {
    result,
    cases: result.cases.map(({ id, ...figures }) => ({
      id,
      prediction: path.basename(pairOf.get(id)?.prediction ?? ''),
      truth: path.basename(pairOf.get(id)?.truth ?? ''),
      ...figures,
    })),
    failed: [...unreadable, ...result.failed],
    facts: { label, missing: found.missing.map((file) => path.basename(file)) },
    remarks: [...result.remarks, ...remarksOn(found)],
  };
}

/** @throws {CliError} that names the masks, if there are any */
function refuseUnreadable(failed: Scores['failed'], others: number): void {
  if (failed.length === 0) return;
  const [first, ...more] = failed.map(({ error }) => error);
  const cure = others > 0 ? ` Pass --allow-missing to score the other ${others}.` : '';
  throw new CliError('input', `${first}${more.map((error) => `\n  ${error}`).join('')}${cure}`);
}

function remarksOn({ missing, hidden }: FoundPairs): string[] {
  return [
    ...(missing.length > 0
      ? [`${missing.length} truths have no prediction and are not scored (--allow-missing).`]
      : []),
    ...(hidden.length > 0
      ? [`Hidden files are not looked at: ${hidden.map((file) => path.basename(file)).join(', ')}.`]
      : []),
  ];
}
