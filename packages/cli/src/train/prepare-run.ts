/** Everything that a run needs before its first step: slices, what they tell, the backend, the model. */
import { inverseLogFrequency } from '@miniseg/losses';
import { countParameters } from '@miniseg/model';
import { enableProdMode } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { startProgress } from '../progress.js';
import { classesOf } from '../zoo/network-option.js';
import { findItems } from './find-items.js';
import { openModel } from './open-model.js';
import { phantomSplit } from './phantom-split.js';
import { describeData, newRecord, type RunRecord } from './run-record.js';
import type { TrainSettings } from './settings.js';
import { fileItem, phantomItems, SliceStore } from './slice-store.js';
import { startTrainingBackend } from './start-training-backend.js';
import { surveySlices } from './survey.js';

export interface PreparedRun {
  record: RunRecord;
  store: SliceStore;
  model: LayersModel;
  /** For the user. */
  warning?: string;
}

/** @throws CliError, DataError, BackendError or ModelError; nothing is written */
export async function prepareRun(settings: TrainSettings): Promise<PreparedRun> {
  const { name, store, training, validation } = await openSlices(settings);
  const classes = classesOf(settings.network);
  const progress = startProgress(training.length + validation.length);
  const survey = await surveySlices(store, { training, validation, classes }, (id) =>
    progress.step(id),
  ).finally(() => progress.stop());
  enableProdMode();
  const { backend, threads, reason } = await startTrainingBackend(settings.backend, settings.threads);
  const normalization = { mean: survey.mean, std: survey.std };
  const model = await openModel(settings, normalization);
  const record = newRecord({
    settings,
    data: describeData(name, { training, validation }, store.hashes),
    normalization,
    classPixels: survey.classPixels,
    ...classWeights(settings, survey.classPixels),
    backend,
    threads,
    parameters: countParameters(model),
  });
  return { record, store, model, ...(reason ? { warning: reason } : {}) };
}

export interface OpenedSlices {
  name: string;
  store: SliceStore;
  /** Ids. */
  training: string[];
  validation: string[];
}

/** The slices that the settings name, none of them read yet. */
async function openSlices(settings: TrainSettings): Promise<OpenedSlices> {
  if (settings.phantoms !== undefined) {
    const items = phantomItems(settings.phantoms, settings);
    const store = new SliceStore(items);
    return { name: `${items.length} phantoms`, store, ...phantomSplit(store.ids, settings) };
  }
  const { name, training, validation, remap } = await findItems(settings);
  const ids = (items: readonly { id: string }[]) => items.map(({ id }) => id);
  const store = new SliceStore([...training, ...validation].map((item) => fileItem(item, remap)));
  return { name, store, training: ids(training), validation: ids(validation) };
}

function classWeights(
  { classWeights }: TrainSettings,
  pixels: readonly number[],
): { classWeights?: number[] } {
  if (classWeights === 'none') return {};
  return { classWeights: classWeights === 'inverse-log' ? inverseLogFrequency(pixels) : classWeights };
}
