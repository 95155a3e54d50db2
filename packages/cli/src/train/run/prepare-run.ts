/** Everything that a run needs before its first step: slices, what they tell, the backend, the model. */
import { inverseLogFrequency } from '@miniseg/losses';
import { countParameters } from '@miniseg/model';
import { enableProdMode } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { findItems } from '../../dataset/find-items.js';
import { describeLeftOut, type LeftOut } from '../../dataset/left-out.js';
import { fileItem, phantomItems, SliceStore } from '../../dataset/slice-store.js';
import { classesOf } from '../../network/build-network.js';
import { openModel } from '../../network/open-model.js';
import { startProgress } from '../../progress/progress.js';
import { describeData, newRecord, type RunRecord } from '../folder/run-record.js';
import type { TrainSettings } from '../settings/settings.js';
import { phantomSplit } from './phantom-split.js';
import { startTrainingBackend } from './start-training-backend.js';
import { surveySlices } from './survey.js';

export interface PreparedRun {
  record: RunRecord;
  store: SliceStore;
  model: LayersModel;
  /** For the user. */
  warning?: string;
}

/** @throws {CliError} or DataError, BackendError or ModelError; nothing is written */
export async function prepareRun(settings: TrainSettings, log: (line: string) => void): Promise<PreparedRun> {
  const { name, store, training, validation, leftOut, ignored } = await openSlices(settings);
  for (const line of describeLeftOut(leftOut, ignored)) log(line);
  const classes = classesOf(settings);
  const progress = startProgress(training.length + validation.length);
  const survey = await surveySlices(store, { training, validation, classes }, (id) =>
    progress.step(`read ${id}`),
  ).finally(() => progress.stop());
  for (const remark of store.remarks) log(remark);
  enableProdMode();
  const { backend, threads, reason } = await startTrainingBackend(settings.backend, settings.threads);
  const normalization = { mean: survey.mean, std: survey.std };
  const model = await openModel(settings, normalization);
  const record = newRecord({
    settings,
    data: {
      ...describeData(name, { training, validation }, store.hashes),
      ...(leftOut.length > 0 ? { leftOut } : {}),
    },
    normalization,
    classPixels: survey.classPixels,
    ...classWeights(settings, survey.classPixels),
    backend,
    threads,
    parameters: countParameters(model),
  });
  return { record, store, model, ...(reason ? { warning: reason } : {}) };
}

interface OpenedSlices {
  name: string;
  store: SliceStore;
  /** Ids. */
  training: string[];
  validation: string[];
  leftOut: LeftOut[];
  /** Files that are no pictures, or hidden. */
  ignored: string[];
}

/** The slices that the settings name, none of them read yet. */
async function openSlices(settings: TrainSettings): Promise<OpenedSlices> {
  if (settings.phantoms !== undefined) {
    const items = phantomItems(settings.phantoms, settings);
    const store = new SliceStore(items);
    const split = phantomSplit(store.ids, settings);
    return { name: `${items.length} phantoms`, store, ...split, leftOut: [], ignored: [] };
  }
  const { name, training, validation, remap, leftOut, ignored } = await findItems(settings);
  const ids = (items: readonly { id: string }[]) => items.map(({ id }) => id);
  const store = new SliceStore([...training, ...validation].map((item) => fileItem(item, remap)));
  return { name, store, training: ids(training), validation: ids(validation), leftOut, ignored };
}

function classWeights(
  { classWeights }: TrainSettings,
  pixels: readonly number[],
): { classWeights?: number[] } {
  if (classWeights === 'none') return {};
  return { classWeights: classWeights === 'inverse-log' ? inverseLogFrequency(pixels) : classWeights };
}
