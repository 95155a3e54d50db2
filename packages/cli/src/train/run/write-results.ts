/** What a run leaves when it is trained. */
import path from 'node:path';
import { writeFileAtomic } from '@miniseg/checkpoints/node';
import { toCsv } from '@miniseg/metrics';
import { sha256 } from '../../files/sha256.js';
import { exportNetwork } from '../../network/network-weights.js';
import { chooseExamples } from '../../report/examples.js';
import { replacedCounts, scoreNotes } from '../../scores/score-notes.js';
import { caseMeans, type ScoreSet } from '../../scores/score-set.js';
import { segmentCases } from '../../scores/segment-cases.js';
import { RUN_FILES } from '../folder/run-folder.js';
import { type RunRecord, writeRecord } from '../folder/run-record.js';
import { curvesSvg } from '../report/curves-svg.js';
import { type ExamplePicture, examplePicture } from '../report/example-pictures.js';
import { type EpochRow, historyCsv } from '../report/history.js';
import { reportHtml } from '../report/report-html.js';
import type { PreparedRun } from './prepare-run.js';

export interface Trained {
  rows: EpochRow[];
  /** The best epoch, from 0. */
  best?: number;
  /** By `patience`: more epochs would not be run. */
  stoppedEarly: boolean;
}

/**
 * Scores the model on the validation slices, and writes weights, tables, curves and report.
 *
 * Throws the signal's reason when it is aborted; what is written then is not the record that calls the run finished
 */
export async function writeResults(
  prepared: PreparedRun,
  { rows, best, stoppedEarly }: Trained,
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
      ...(stoppedEarly ? { stoppedEarly } : {}),
      protocol: settings.protocol,
      scores: scores.mean,
      ...(scores.replaced.length > 0 ? { replaced: replacedCounts(scores) } : {}),
      notes: scoreNotes(scores),
      weights: { file: RUN_FILES.weights, sha256: sha256(weights) },
    },
  };
  await writeFileAtomic(path.join(out, RUN_FILES.weights), weights);
  // After a kill between the last epoch and here these may be missing.
  await writeHistory(out, rows, finished.result?.epoch);
  await writeFileAtomic(path.join(out, RUN_FILES.cases), toCsv(scores.cases));
  const report = reportHtml({ record: finished, history: rows, scores, examples });
  await writeFileAtomic(path.join(out, RUN_FILES.report), report);
  // Last: whoever reads 'finished' finds all the rest.
  await writeRecord(out, finished);
  return finished;
}

/** Scores of the validation slices, and pictures of some of them. */
async function scoreRun(
  { model, store, record }: PreparedRun,
  signal: AbortSignal | undefined,
): Promise<{ scores: ScoreSet; examples: ExamplePicture[] }> {
  const { settings, normalization, data } = record;
  const slices = async function* (ids: readonly string[]) {
    for (const id of ids) yield store.get(id);
  };
  const { size, protocol } = settings;
  const options = { normalization, size, protocol, signal };
  const scores = await segmentCases(model, slices(data.validation), options);
  const chosen = new Map(chooseExamples(caseMeans(scores)).map((figures) => [figures.id, figures]));
  const examples: Promise<ExamplePicture>[] = [];
  await segmentCases(model, slices([...chosen.keys()]), {
    ...options,
    onCase: (_, slice, prediction) => {
      const figures = chosen.get(slice.id);
      if (figures) examples.push(examplePicture(slice, prediction, figures));
    },
  });
  return { scores, examples: await Promise.all(examples) };
}

/** The epochs so far, as a table and as curves. */
export async function writeHistory(out: string, rows: readonly EpochRow[], kept?: number): Promise<void> {
  await writeFileAtomic(path.join(out, RUN_FILES.history), historyCsv(rows));
  await writeFileAtomic(path.join(out, RUN_FILES.curves), curvesSvg(rows, { kept }));
}
