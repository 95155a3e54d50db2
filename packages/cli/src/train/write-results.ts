/** What a run leaves when it is trained. */
import path from 'node:path';
import { writeFileAtomic } from '@miniseg/data/node';
import { type PaperMetricsResult, toCsv } from '@miniseg/metrics';
import { sha256 } from '../sha256.js';
import { exportNetwork } from '../zoo/network-weights.js';
import { curvesSvg } from './curves-svg.js';
import { chooseExamples, type ExamplePicture, examplePicture } from './example-pictures.js';
import { type EpochRow, historyCsv } from './history.js';
import type { PreparedRun } from './prepare-run.js';
import { reportHtml } from './report-html.js';
import { RUN_FILES } from './run-folder.js';
import { type RunRecord, writeRecord } from './run-record.js';
import { segmentCases } from './segment-cases.js';

export interface Trained {
  rows: EpochRow[];
  /** The best epoch, from 0. */
  best?: number;
}

/**
 * Scores the model on the validation slices, and writes weights, tables, curves and report.
 *
 * @throws the signal's reason when it is aborted; what is written then is not the record that calls the run finished
 */
export async function writeResults(
  prepared: PreparedRun,
  { rows, best }: Trained,
  { out, signal }: { out: string; signal?: AbortSignal },
): Promise<RunRecord> {
  const { record, model } = prepared;
  const { settings } = record;
  const { scores, examples } = await scoreRun(prepared, signal);
  const weights = await exportNetwork(model);
  const finished: RunRecord = {
    ...record,
    status: 'finished',
    seconds: rows.reduce((sum, { seconds }) => sum + seconds, 0),
    result: {
      epoch: settings.keep === 'best' && best !== undefined ? best + 1 : rows.length,
      protocol: settings.protocol,
      scores: scores.mean,
      weights: { file: RUN_FILES.weights, sha256: sha256(weights) },
    },
  };
  await writeFileAtomic(path.join(out, RUN_FILES.weights), weights);
  // After a kill between the last epoch and here these may be missing.
  await writeText(out, RUN_FILES.history, historyCsv(rows));
  await writeText(out, RUN_FILES.curves, curvesSvg(rows));
  await writeText(out, RUN_FILES.cases, toCsv(scores.cases));
  await writeText(out, RUN_FILES.report, reportHtml({ record: finished, history: rows, scores, examples }));
  // Last: whoever reads 'finished' finds all the rest.
  await writeRecord(out, finished);
  return finished;
}

/** Scores of the validation slices, and pictures of some of them. */
async function scoreRun(
  { model, store, record }: PreparedRun,
  signal: AbortSignal | undefined,
): Promise<{ scores: PaperMetricsResult; examples: ExamplePicture[] }> {
  const { settings, normalization, data } = record;
  const slices = async function* (ids: readonly string[]) {
    for (const id of ids) yield store.get(id);
  };
  const { size, protocol } = settings;
  const options = { normalization, size, protocol, signal };
  const scores = await segmentCases(model, slices(data.validation), options);
  const chosen = chooseExamples(scores.cases);
  const examples: ExamplePicture[] = [];
  await segmentCases(model, slices(chosen), {
    ...options,
    onCase: (result, slice, prediction) => void examples.push(examplePicture(slice, prediction, result)),
  });
  return { scores, examples };
}

/** Whole or absent, as everything in the folder of a run. */
export async function writeText(out: string, file: string, text: string): Promise<void> {
  await writeFileAtomic(path.join(out, file), new TextEncoder().encode(text));
}
