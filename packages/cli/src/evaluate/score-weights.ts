/** What weights predict on a fold's validation slices, or on all slices of a data set, against the true masks. */
import { type BackendName, useBackend } from '@miniseg/backends';
import type { DatasetItem } from '@miniseg/data';
import type { PaperProtocol } from '@miniseg/metrics';
import { enableProdMode } from '@tensorflow/tfjs-core';
import { filesOf } from '../dataset/collect-items.js';
import { findItems, maskedItems, splitFile } from '../dataset/find-items.js';
import { describeLeftOut, type LeftOut } from '../dataset/left-out.js';
import { fileItem, SliceStore } from '../dataset/slice-store.js';
import { CliError } from '../errors.js';
import { chooseNormalization } from '../network/choose-normalization.js';
import { chooseSize, describeTrainedSize, type SizeOptions } from '../network/choose-size.js';
import { loadWeights } from '../network/weights.js';
import { startProgress } from '../progress/progress.js';
import { say } from '../progress/screen.js';
import { describeCase } from '../scores/describe-case.js';
import type { ScoreSet } from '../scores/score-set.js';
import { segmentCases } from '../scores/segment-cases.js';
import { checkScoreTargets, type ScoreOutputs, type Scores } from '../scores/write-scores.js';

export interface WeightsToScore extends ScoreOutputs, Pick<SizeOptions, 'size'> {
  weights: string;
  /** Of which the weights are, where they do not say it themselves. */
  network?: string;
  /** Folder of images/ and masks/, and perhaps folds.json. */
  data?: string;
  split?: string;
  /** From 1. */
  fold?: number;
  remap?: Record<number, number>;
  /** Default 'reference'. */
  protocol?: PaperProtocol;
  mean?: number;
  std?: number;
  backend: string;
}

/** @throws {CliError} or DataError, ModelError or BackendError */
export async function scoreWeights(options: WeightsToScore): Promise<Scores> {
  const { protocol = 'reference', spacing, fold } = options;
  const { name, items, leftOut, remap } = await slicesToScore(options);
  await checkScoreTargets(options, filesOf(items));
  enableProdMode();
  const backend = await useBackend(options.backend as BackendName);
  const weights = await loadWeights(options.weights, options.network);
  const normalization = chooseNormalization(weights, options);
  const sizes = chooseSize(weights, options);
  const size = sizes.size ?? sizes.trainedSize;
  process.stderr.write(describeTrainedSize(sizes));
  const store = new SliceStore(
    items.map((item) => fileItem(item, remap)),
    0,
  );
  const progress = startProgress(items.length);
  const failed: Scores['failed'] = [...leftOut];
  const slices = store.readable(store.ids, (id, error) => {
    failed.push({ id, error });
    progress.step(`${id}: failed`);
  });
  const result = await segmentCases(weights.model, slices, {
    normalization,
    size,
    protocol,
    spacing,
    onCase: (figures, { id }) => progress.step(`${id}: ${describeCase(figures)}`),
  }).finally(() => progress.stop());
  checkForeground(result, failed);
  const { file, sha256 } = weights;
  return {
    result,
    cases: result.cases.map((item) => ({ ...item })),
    failed,
    facts: { weights: { file, sha256, normalization }, backend, data: name, fold, size },
    remarks: store.remarks,
  };
}

async function slicesToScore(
  options: WeightsToScore,
): Promise<{ name: string; items: DatasetItem[]; leftOut: LeftOut[]; remap?: Record<number, number> }> {
  const { data, split, fold, remap } = options;
  if (data === undefined) {
    throw new CliError(
      'invalid-argument',
      '--weights needs slices and their masks: give --data, a folder with images/ and masks/.',
    );
  }
  const source = { data, split, fold, remap, validationShare: 0.5, seed: 0 };
  const all = await maskedItems(source);
  const splits = await splitFile(source);
  if (splits === undefined && fold !== undefined) {
    throw new CliError(
      'invalid-argument',
      `There are no folds to choose number ${fold} from: '${data}' has no folds.json. Give --split.`,
    );
  }
  const chosen = splits === undefined ? all : { ...all, items: (await findItems(source)).validation };
  for (const line of describeLeftOut(all.leftOut, all.ignored)) say(line);
  return chosen;
}

/** Without any, a map of 0 and 255 is likely to mean infection by 255, which would be ignored without a word. */
function checkForeground({ counts, cases }: ScoreSet, failed: Scores['failed']): void {
  if (cases.length === 0) {
    const [{ id, error }] = failed;
    throw new CliError('input', `No slice can be used. '${id}': ${error}`);
  }
  const foreground = cases.some(({ TP, FN }) => TP + FN > 0);
  if (foreground || counts.ignored === 0) return;
  throw new CliError(
    'input',
    'The masks hold 0 and 255 alone, and 255 is ignored. If it means infection, pass --remap 255=1.',
  );
}
