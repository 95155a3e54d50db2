/** Everything that a run needs before its first step: slices, what they tell, the backend, the model. */
import { inverseLogFrequency } from '@miniseg/losses';
import { countParameters } from '@miniseg/model';
import { enableProdMode } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { describeLeftOut } from '../../dataset/left-out.js';
import type { SliceStore } from '../../dataset/slice-store.js';
import { classesOf } from '../../network/build-network.js';
import { describeStart, openModel } from '../../network/open-model.js';
import { startProgress } from '../../progress/progress.js';
import { describeData, newRecord, type RunRecord } from '../folder/run-record.js';
import type { TrainSettings } from '../settings/settings.js';
import { openSlices } from './open-slices.js';
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
export async function prepareRun(
  settings: TrainSettings,
  { log, maxMemory }: { log: (line: string) => void; maxMemory?: number },
): Promise<PreparedRun> {
  const opened = await openSlices(settings, maxMemory);
  const { name, store, training, validation, leftOut, ignored, remarks } = opened;
  for (const line of [...describeLeftOut(leftOut, ignored), ...remarks]) log(line);
  const classes = classesOf(settings);
  const progress = startProgress(training.length + validation.length);
  const survey = await surveySlices(store, { training, validation, classes }, (id) =>
    progress.step(`read ${id}`),
  ).finally(() => progress.stop());
  for (const remark of store.remarks) log(remark);
  enableProdMode();
  const { backend, threads, reason } = await startTrainingBackend(settings.backend, settings.threads);
  const normalization = { mean: survey.mean, std: survey.std };
  const { model, start } = await openModel(settings, normalization);
  if (start) log(describeStart(start));
  const record = newRecord({
    settings,
    data: {
      ...describeData(name, { training, validation }, store.hashes),
      ...(leftOut.length > 0 ? { leftOut } : {}),
    },
    normalization,
    classPixels: survey.classPixels,
    ...classWeights(settings, survey.classPixels),
    ...(start ? { start } : {}),
    backend,
    threads,
    parameters: countParameters(model),
  });
  return { record, store, model, ...(reason ? { warning: reason } : {}) };
}

function classWeights(
  { classWeights }: TrainSettings,
  pixels: readonly number[],
): { classWeights?: number[] } {
  if (classWeights === 'none') return {};
  return { classWeights: classWeights === 'inverse-log' ? inverseLogFrequency(pixels) : classWeights };
}
