/** `miniseg benchmark`: the paper's tables, trained and scored again under one budget. */
import { cpus } from 'node:os';
import path from 'node:path';
import { writeFileAtomic } from '@miniseg/checkpoints/node';
import { lockFolder } from '@miniseg/train/node';
import { enableProdMode } from '@tensorflow/tfjs-core';
import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import { type Budget, type RowResult, runRow, unitFolder, unitSettings } from '../benchmark/run-row.js';
import { csvOf, isComplete, jsonOf, markdownOf, type Table, tableText } from '../benchmark/table-files.js';
import { pageOf } from '../benchmark/table-page.js';
import { chooseRows, type TableName, type TableRow } from '../benchmark/table-rows.js';
import { json } from '../files/json.js';
import { makeWritableFolder } from '../files/writable-folder.js';
import { givenIn, refuseIdle } from '../options/effect.js';
import { MOST } from '../options/limits.js';
import { parsePositive, parseWhole } from '../options/numbers.js';
import { trainingBackendOption, trainingThreadsOption } from '../options/shared.js';
import { parseFolds } from '../options/values.js';
import { say } from '../progress/screen.js';
import { type Training, trainElsewhere } from '../service/train-elsewhere.js';
import { QUEUE_HELP } from '../service/worker-options.js';
import { alignColumns } from '../text/align-columns.js';
import { commandLine } from '../text/command-line.js';
import { printLines } from '../text/output.js';
import { interruptSignal } from '../train/run/interrupt-signal.js';
import { startTrainingBackend } from '../train/run/start-training-backend.js';
import { readSettings } from '../train/settings/read-settings.js';
import { RECIPES } from '../train/settings/recipes.js';
import { DISCLAIMER } from '../version.js';

interface BenchmarkOptions {
  data: string;
  out: string;
  rows?: string[];
  size: number;
  steps: number;
  folds: number[];
  seeds: number[];
  recipe: string;
  batchSize: number;
  encoder?: string;
  maxHours?: number;
  backend: string;
  threads?: number;
  /** Whose workers train. */
  queue?: string;
}

export function addBenchmarkCommand(program: Command): void {
  program
    .command('benchmark')
    .description(
      "train and score the rows of one of the paper's tables under one budget, and write the table",
    )
    .addArgument(new Argument('<table>', 'which').choices(['table1', 'table2', 'table3']))
    .requiredOption('--data <folder>', 'folder with images/, masks/ and folds.json, as CT100')
    .requiredOption(
      '--out <folder>',
      'folder of all trainings and the table; the same folder again continues',
    )
    .option('--rows <names>', 'only these rows, for example unet,enet,miniseg', parseNames)
    .option('--size <pixels>', 'side of the slices', parseWhole(16, 4096), 256)
    .option(
      '--steps <n>',
      'steps of the optimizer for each training, at least: whole epochs are trained',
      parseWhole(1, 1e6),
      600,
    )
    .option('--folds <list>', 'folds that are trained, for example 1,2', parseFolds, [1, 2, 3, 4, 5])
    .option('--seeds <list>', 'seeds that each fold is trained with, for example 0,1,2', parseSeeds, [0])
    .addOption(
      new Option('--recipe <name>', 'all other settings').choices(Object.keys(RECIPES)).default('augmented'),
    )
    .option('--batch-size <n>', 'slices of one step', parseWhole(1, MOST.batch), 5)
    .option('--encoder <file>', 'encoder of the pretrained rows, which are left out without it')
    .option('--max-hours <h>', 'leave out rows that would take longer on this machine', parsePositive)
    .addOption(trainingBackendOption())
    .addOption(trainingThreadsOption())
    .option('--queue <queue>', `leave the trainings to the workers of a queue: ${QUEUE_HELP}`)
    .addHelpText(
      'after',
      `
Writes <table>.md, .csv, .json and .html (with the same slices under all networks), anew after every training, and for
each training a folder as 'miniseg train' does. Finished trainings stay and an interrupted one continues, also after a
kill and in another session: give the same command again. Rows that the machine cannot hold, or that --max-hours
excludes, are in the table with what they would take, and without figures.

Examples:
  $ miniseg benchmark table2 --data ct100 --folds 1,2 --steps 600 --out runs/table2
  $ miniseg benchmark table3 --data ct100 --rows enet,espnetv2,miniseg --seeds 0,1 --out runs/table3`,
    )
    .action(benchmarkCommand);
}

function parseNames(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.includes('') || new Set(names).size < names.length) {
    throw new InvalidArgumentError('It must be names of rows with commas between, each once.');
  }
  return names;
}

function parseSeeds(text: string): number[] {
  const seeds = text.split(',').map((part) => (/^\s*\d{1,9}\s*$/.test(part) ? Number(part) : Number.NaN));
  if (seeds.some(Number.isNaN) || new Set(seeds).size < seeds.length) {
    throw new InvalidArgumentError(
      'It must be whole numbers from 0 with commas between, each once, for example 0,1,2.',
    );
  }
  return seeds;
}

/** @throws {CliError} or TrainError and those of data, model and backend; what was trained stays */
async function benchmarkCommand(name: TableName, options: BenchmarkOptions, command: Command): Promise<void> {
  const { out, data, size, steps, folds, seeds, recipe, batchSize, encoder, maxHours } = options;
  const rows = chooseRows(name, options.rows);
  const { backend: asked, threads } = options;
  refuseIdle(givenIn(command), [
    {
      of: ['maxHours'],
      idle: options.queue !== undefined,
      says: 'is about this machine, and --queue leaves the trainings to others',
    },
  ]);
  const more = threads === undefined ? {} : { threads };
  const settings = await readSettings(undefined, {
    data,
    recipe,
    size,
    batchSize,
    fold: folds[0],
    keep: 'last',
    backend: asked,
    ...more,
  });
  const { fold: _, ...shared } = settings;
  const budget: Budget = { settings: shared, steps, folds, seeds, encoder, maxHours };
  await makeWritableFolder(out);
  const unlock = await lockFolder(out);
  const { signal, release } = interruptSignal();
  try {
    enableProdMode();
    const { backend } = await startTrainingBackend(asked, threads);
    const [processor] = cpus();
    const machine = `${processor?.model ?? 'unknown processor'} (${cpus().length})`;
    const results: RowResult[] = [];
    const table: Table = { name, budget, rows, results, command: commandLine(command), backend, machine };
    const write = async (page: boolean) => {
      const files = { md: markdownOf(table), csv: csvOf(table), json: json(jsonOf(table)) };
      for (const [suffix, content] of Object.entries(files)) {
        await writeFileAtomic(path.join(out, `${name}.${suffix}`), content);
      }
      if (page) await writeFileAtomic(path.join(out, `${name}.html`), await pageOf(table, out));
    };
    if (options.queue !== undefined) {
      await trainElsewhere(options.queue, await trainingsOf(rows, budget, out), signal);
    }
    for (const row of rows) {
      const place = results.length;
      const onUnit = async (result: RowResult) => {
        results[place] = result;
        await write(false);
      };
      results[place] = await runRow(row, budget, { out, signal, log: say, onUnit });
      await write(false);
    }
    await write(true);
    const done = results.filter((result) => isComplete(table, result)).length;
    printLines([
      ...alignColumns(tableText(table)),
      `${done} of ${rows.length} rows are complete. Wrote ${name}.md, .csv, .json and .html to ${out}. ${DISCLAIMER}`,
    ]);
  } finally {
    release();
    await unlock();
  }
}

/** All trainings of the table, for a queue. */
async function trainingsOf(rows: readonly TableRow[], budget: Budget, out: string): Promise<Training[]> {
  const trainings: Training[] = [];
  for (const row of rows.filter(({ pretrained }) => !pretrained || budget.encoder !== undefined)) {
    for (const seed of budget.seeds) {
      for (const fold of budget.folds) {
        const settings = await unitSettings(row, budget, fold, seed);
        const name = `${row.name} fold${fold}-seed${seed}`;
        trainings.push({ name, settings, out: unitFolder(out, row, fold, seed) });
      }
    }
  }
  return trainings;
}
