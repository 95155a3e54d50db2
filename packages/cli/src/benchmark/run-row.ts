/** One row of a table: its folds and seeds trained one after the other, each in a folder from which it continues. */
import path from 'node:path';
import { parseCsv } from '@miniseg/data';
import { TrainError } from '@miniseg/train';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { findItems } from '../dataset/find-items.js';
import { CliError } from '../errors.js';
import { readText } from '../files/readable.js';
import { buildNetwork } from '../network/build-network.js';
import { millisecondsOf } from '../network/milliseconds-of.js';
import { FIGURES } from '../scores/figures.js';
import { RUN_FILES } from '../train/folder/run-folder.js';
import { differences, type RunRecord, readRecord } from '../train/folder/run-record.js';
import { trainRun } from '../train/run/train-run.js';
import type { TrainSettings } from '../train/settings/settings.js';
import { type Costs, costsOf } from './costs.js';
import type { Figures, Unit } from './results.js';
import type { TableRow } from './table-rows.js';

export interface Budget {
  /** All but what the row says: data, recipe, size, batch. */
  settings: TrainSettings;
  /** Of the optimizer, at least: whole epochs are trained. */
  steps: number;
  folds: readonly number[];
  seeds: readonly number[];
  /** Weights whose encoder the pretrained rows start from. */
  encoder?: string;
  /** A row that would take longer is left out. */
  maxHours?: number;
}

export interface RowResult {
  row: TableRow;
  costs?: Costs;
  units: Unit[];
  /** Why nothing was trained, or not all: what it would take. */
  missing?: string;
}

interface RowOptions {
  out: string;
  signal: AbortSignal;
  log: (line: string) => void;
  /** After each training. */
  onUnit(result: RowResult): Promise<void>;
}

export const unitFolder = (out: string, row: TableRow, fold: number, seed: number) =>
  path.join(out, row.name, `fold${fold}-seed${seed}`);

/** @throws {CliError} `interrupted`, and for a folder of other settings; a row that the machine cannot hold is no error */
export async function runRow(row: TableRow, budget: Budget, options: RowOptions): Promise<RowResult> {
  const { out, signal, log } = options;
  const result: RowResult = { row, units: [] };
  if (row.pretrained && budget.encoder === undefined) {
    result.missing = "it starts from a pretrained encoder: give --encoder, which 'miniseg pretrain' makes";
    return result;
  }
  const model = buildNetwork({ ...budget.settings, ...row.settings });
  try {
    result.costs = await costsOf(model);
    const hours = await expectedHours(model, budget);
    if (budget.maxHours !== undefined && hours > budget.maxHours) {
      result.missing = `it would take about ${hours.toFixed(1)} hours on this machine, more than --max-hours ${budget.maxHours}`;
      return result;
    }
  } catch (error) {
    result.missing = `one image of 512 x 512 is too much for this machine: ${(error as Error).message}`;
    return result;
  } finally {
    model.dispose();
  }
  for (const seed of budget.seeds) {
    for (const fold of budget.folds) {
      const folder = unitFolder(out, row, fold, seed);
      try {
        const settings = await unitSettings(row, budget, fold, seed);
        log(`${row.title}: fold ${fold}, seed ${seed}, ${settings.epochs} epochs`);
        const record =
          (await finished(folder, settings)) ??
          (await trainRun(settings, { out: folder, force: false, signal, log, moreEpochs: false }));
        result.units.push(await readUnit(folder, record, { fold, seed }));
      } catch (error) {
        if (!(TrainError.isInstance(error) && error.code === 'memory')) throw error;
        result.missing = `a training step needs more memory than there is: ${error.message}`;
        return result;
      }
      await options.onUnit(result);
    }
  }
  return result;
}

/** A step is about three runs forward; without the time of validation. */
async function expectedHours(model: LayersModel, { settings, steps, folds, seeds }: Budget): Promise<number> {
  const { size, batchSize } = settings;
  const milliseconds = await millisecondsOf(model, [1, size, size, 3]);
  return (3 * batchSize * milliseconds * steps * folds.length * seeds.length) / 3.6e6;
}

/** What one training of a row is made with. */
export async function unitSettings(
  row: TableRow,
  budget: Budget,
  fold: number,
  seed: number,
): Promise<TrainSettings> {
  const { settings, steps, encoder } = budget;
  const { training } = await findItems({ ...settings, fold });
  const each = Math.max(1, Math.floor(training.length / settings.batchSize)) * settings.scales.length;
  const epochs = Math.ceil(steps / each);
  return {
    ...settings,
    ...row.settings,
    ...{ fold, seed, epochs, validateEvery: epochs },
    ...(row.pretrained ? { encoder } : {}),
  };
}

async function finished(folder: string, settings: TrainSettings): Promise<RunRecord | undefined> {
  const record = await readRecord(folder);
  if (record?.status !== 'finished') return undefined;
  const found = differences(record, { settings, data: record.data });
  if (found.length === 0) return record;
  throw new CliError(
    'invalid-argument',
    `'${folder}' was trained under another budget: ${found.join('; ')}. Give the same options, or another --out.`,
  );
}

async function readUnit(
  folder: string,
  { result, seconds, settings, data }: RunRecord,
  place: Pick<Unit, 'fold' | 'seed'>,
): Promise<Unit> {
  const file = path.join(folder, RUN_FILES.cases);
  const { records } = parseCsv(await readText(`The cases '${file}'`, file));
  // The parser gives the names of columns in lower case; an empty cell is a figure without a value.
  const cellOf = (row: Record<string, string>, figure: string) => row[figure.toLowerCase()] || undefined;
  const each = Math.floor(data.training.length / settings.batchSize) * settings.scales.length;
  return {
    ...place,
    steps: settings.epochs * each,
    seconds,
    figures: (result?.scores ?? {}) as Figures,
    cases: records.map((row) => ({
      id: row.id,
      figures: Object.fromEntries(
        FIGURES.flatMap((figure) => {
          const text = cellOf(row, figure);
          return text === undefined ? [] : [[figure, Number(text)]];
        }),
      ) as Figures,
    })),
  };
}
