/** `miniseg evaluate`: the paper's five figures of predicted masks, or of what weights predict, against true ones. */
import path from 'node:path';
import type { PaperProtocol } from '@miniseg/metrics';
import { CliError } from '../errors.js';
import { checkPairs } from '../evaluate/check-pairs.js';
import { listMasks } from '../evaluate/list-masks.js';
import { nameSome } from '../evaluate/name-some.js';
import { type PairedMasks, pairMasks } from '../evaluate/pair-masks.js';
import { readPairList } from '../evaluate/read-pair-list.js';
import { type ScoredPairs, scorePairs } from '../evaluate/score-pairs.js';
import { scoreWeights, type WeightsToScore } from '../evaluate/score-weights.js';
import { checkScoreTargets, type ScoreOutputs, type Scores, writeScores } from '../evaluate/write-scores.js';

export interface EvaluateCommandOptions extends ScoreOutputs, Omit<WeightsToScore, 'weights'> {
  list?: string;
  allowMissing: boolean;
  label?: number;
  /** Default: 'reference' with `weights`, otherwise 'paper'. */
  protocol?: PaperProtocol;
  /** Predicts by itself: the slices of `data`, of a fold the validation slices. */
  weights?: string;
}

/** @throws CliError, DataError or MetricsError before anything is written. */
export async function evaluateCommand(
  predictions: string | undefined,
  truths: string | undefined,
  options: EvaluateCommandOptions,
): Promise<void> {
  if (options.csv === '-')
    throw new CliError('usage', '--csv writes a file; only --json takes - for standard output.');
  const alone = (['network', 'data', 'split', 'fold', 'remap', 'mean', 'std', 'size'] as const).find(
    (name) => options[name] !== undefined && options.weights === undefined,
  );
  if (alone !== undefined) {
    throw new CliError('usage', `--${alone} is for predicting: pass --weights, too, or leave it out.`);
  }
  if (options.weights !== undefined) {
    const given = { predictions, truths, list: options.list };
    const extra = Object.keys(given).find((name) => given[name as keyof typeof given] !== undefined);
    if (extra !== undefined) {
      throw new CliError(
        'usage',
        `--weights predicts by itself, and ${extra} names masks that are there. Give --data instead.`,
      );
    }
    await writeScores(await scoreWeights({ ...options, weights: options.weights }), options);
  } else {
    await writeScores(await scoreMasks(predictions, truths, options), options);
  }
}

async function scoreMasks(
  predictions: string | undefined,
  truths: string | undefined,
  options: EvaluateCommandOptions,
): Promise<Scores> {
  const { list, label, protocol = 'paper', spacing } = options;
  const paired = await findPairs(predictions, truths, options);
  await checkPairs(paired.pairs);
  const inputs = paired.pairs.flatMap(({ prediction, truth }) => [prediction, truth]);
  await checkScoreTargets(options, list === undefined ? inputs : [...inputs, list]);
  const result = await scorePairs(paired.pairs, { protocol, label, spacing });
  return {
    result,
    cases: caseRows(result, paired),
    facts: { label, missing: paired.missing.map((file) => path.basename(file)) },
    remarks: remarks(result, paired),
  };
}

async function findPairs(
  predictions: string | undefined,
  truths: string | undefined,
  { list, allowMissing }: EvaluateCommandOptions,
): Promise<PairedMasks> {
  if (list !== undefined) return { pairs: await readPairList(list, { predictions, truths }), missing: [] };
  if (predictions === undefined || truths === undefined) {
    throw new CliError('usage', 'Name the folder of predictions and the folder of truths, or pass --list.');
  }
  const [predicted, known] = [await listMasks(predictions, 'predictions'), await listMasks(truths, 'truths')];
  if (predicted.single && known.single) {
    const [prediction, truth] = [predicted.files[0], known.files[0]];
    return { pairs: [{ id: path.parse(prediction).name, prediction, truth }], missing: [] };
  }
  const paired = pairMasks(predicted.files, known.files);
  if (paired.missing.length > 0 && !allowMissing) {
    throw new CliError(
      'input',
      `${paired.missing.length} of ${known.files.length} truths have no prediction: ${nameSome(paired.missing)}. Predict ` +
        `them too, or pass --allow-missing to score the ${paired.pairs.length} that have one.`,
    );
  }
  return paired;
}

/** The cases with their files. */
function caseRows({ cases }: ScoredPairs, { pairs }: PairedMasks) {
  return cases.map(({ id, ...figures }, index) => ({
    id,
    prediction: path.basename(pairs[index].prediction),
    truth: path.basename(pairs[index].truth),
    ...figures,
  }));
}

function remarks(result: ScoredPairs, { missing }: PairedMasks): string[] {
  return missing.length === 0
    ? result.remarks
    : [
        ...result.remarks,
        `${missing.length} truths have no prediction and are not scored (--allow-missing).`,
      ];
}
