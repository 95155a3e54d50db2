/** What weights predict on a fold's validation slices, or on all slices of a data set, against the true masks. */
import { type BackendName, useBackend } from '@miniseg/backends';
import type { PaperProtocol } from '@miniseg/metrics';
import { enableProdMode } from '@tensorflow/tfjs-core';
import { chooseNormalization } from '../choose-normalization.js';
import { chooseSize, describeTrainedSize, type SizeOptions } from '../choose-size.js';
import { CliError } from '../errors.js';
import { startProgress } from '../progress.js';
import { type DataSettings, findItems, maskedItems, splitFile } from '../train/find-items.js';
import { segmentCases } from '../train/segment-cases.js';
import { fileItem, SliceStore } from '../train/slice-store.js';
import { loadWeights } from '../weights.js';
import { checkScoreTargets, type ScoreOutputs, type Scores } from './write-scores.js';

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

/** @throws CliError, DataError, ModelError or BackendError */
export async function scoreWeights(options: WeightsToScore): Promise<Scores> {
  const { data, split, fold, remap, protocol = 'reference', spacing } = options;
  if (data === undefined) {
    throw new CliError(
      'usage',
      '--weights needs slices and their masks: give --data, a folder with images/ and masks/.',
    );
  }
  const source: DataSettings = { data, split, fold, remap, validationShare: 0.5, seed: 0 };
  const all = await maskedItems(source);
  const splits = await splitFile(source);
  if (splits === undefined && fold !== undefined) {
    throw new CliError(
      'usage',
      `There are no folds to choose number ${fold} from: '${data}' has no folds.json. Give --split.`,
    );
  }
  const items = splits === undefined ? all.items : (await findItems(source)).validation;
  await checkScoreTargets(
    options,
    items.flatMap(({ image, mask }) => [image, mask as string]),
  );
  enableProdMode();
  const backend = await useBackend(options.backend as BackendName);
  const weights = await loadWeights(options.weights, options.network);
  const normalization = chooseNormalization(weights, options);
  const sizes = chooseSize(weights, options);
  const size = sizes.size ?? sizes.trainedSize;
  process.stderr.write(describeTrainedSize(sizes));
  const store = new SliceStore(
    items.map((item) => fileItem(item, all.remap)),
    0,
  );
  const slices = async function* () {
    for (const id of store.ids) yield store.get(id);
  };
  const progress = startProgress(items.length);
  const result = await segmentCases(weights.model, slices(), {
    normalization,
    size,
    protocol,
    spacing,
    onCase: ({ id, DSC }) =>
      progress.step(`${id}: ${DSC === undefined ? 'no DSC' : `DSC ${DSC.toFixed(4)}`}`),
  }).finally(() => progress.stop());
  const { file, sha256 } = weights;
  return {
    result,
    cases: result.cases.map((item) => ({ ...item })),
    facts: { weights: { file, sha256, normalization }, backend, data: all.name, fold, size },
    remarks: [],
  };
}
