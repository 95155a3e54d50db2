/** `miniseg archive`: what an archive has, segmented, with the results sent back to it. */
import path from 'node:path';
import type { DicomWebClient } from '@miniseg/dicomweb';
import type { Command } from 'commander';
import { CliError } from '../errors.js';
import { makeWritableFolder } from '../files/writable-folder.js';
import { say } from '../progress/screen.js';
import type { NewJob } from '../queue/job.js';
import { Queue } from '../queue/queue.js';
import { findSeries } from '../service/archive/find-series.js';
import { archiveToken, openArchive } from '../service/archive/open-archive.js';
import { untilEnded } from '../service/archive/until-ended.js';
import { checkTimeout } from '../service/check-service-options.js';
import { type StudyPlan, seriesJobOf, studyPlan } from '../service/job-making.js';
import { addSegmentOptions, segmentWords } from '../service/segment-options.js';
import { stopSignal } from '../service/stop-signal.js';
import { work } from '../service/worker.js';
import {
  addWorkerOptions,
  priorityOption,
  QUEUE_HELP,
  type WorkerCommandOptions,
} from '../service/worker-options.js';
import { printLines } from '../text/output.js';
import { DISCLAIMER } from '../version.js';

interface ArchiveOptions extends WorkerCommandOptions {
  dicomweb: string;
  query?: string;
  series?: string[];
  queue?: string;
  out: string;
  send: boolean;
  weights: string[];
  priority: number;
  wait: boolean;
}

/** Series in one statement to the database. */
const BATCH = 100;

/** @param segment The command whose options it takes. */
export function addArchiveCommands(program: Command, segment: Command): void {
  const group = program.command('archive').description('work on what a hospital archive has, over DICOMweb');
  const command = group
    .command('segment')
    .description('segment all series that a query finds, each once, and send the results back')
    .requiredOption(
      '--dicomweb <url>',
      "root of the archive's DICOMweb, such as https://pacs.example.org/dicom-web",
    )
    .option('--query <query>', "what to find, such as 'ModalitiesInStudy=CT&StudyDate=20200301-20200401'")
    .option('--series <uid>', 'one series, by its SeriesInstanceUID; may be given again', collect)
    .requiredOption('--out <folder>', 'folder for the results, with a folder for each series')
    .option('--queue <queue>', `${QUEUE_HELP}; default: in the folder of results`)
    .option('--no-send', 'keep the results in the folder alone')
    .addOption(priorityOption())
    .option('--no-wait', 'end when the jobs are in the queue, for workers elsewhere to do');
  addWorkerOptions(command, 0);
  addSegmentOptions(command, segment, ['dicomSeg', 'dicomSr']);
  command
    .addHelpText(
      'after',
      `
A series that was segmented with the same weights and options into the same folder is not segmented again: the same
command, given again, does what is missing, what failed and what is new. Of each series a DICOM segmentation and a report
of its measurements are stored in its study. A bearer token is taken from MINISEG_DICOMWEB_TOKEN. Of series, only those
of Modality CT are taken, where the query does not say another.

More machines: give --queue a PostgreSQL database, and start 'miniseg worker' with it on each of them, with --out on a
drive that all of them have.

Example:
  $ miniseg archive segment --dicomweb http://127.0.0.1:8042/dicom-web --query 'ModalitiesInStudy=CT&StudyDate=20200301-20200401' --weights miniseg.safetensors --out results`,
    )
    .action((options: ArchiveOptions, self: Command) => archiveCommand(options, segmentWords(self, segment)));
}

const collect = (value: string, before: string[] = []) => [...before, value];

async function archiveCommand(options: ArchiveOptions, words: string[]): Promise<void> {
  const { out, query, series = [], atOnce } = options;
  checkTimeout(options.timeout);
  if (query === undefined && series.length === 0) {
    throw new CliError(
      'invalid-argument',
      "Which series? Give --query, such as --query 'ModalitiesInStudy=CT', or --series with the UID of one.",
    );
  }
  const stop = stopSignal();
  const address = options.dicomweb.replace(/\/+$/, '');
  const archive = openArchive('--dicomweb', address, stop.signal);
  await makeWritableFolder(out);
  const plan = await studyPlan([...words, '--dicom-seg-where-possible', '--dicom-sr'], options.weights, {
    ...{ out, priority: options.priority },
    ...(options.send ? { send: address } : {}),
  });
  const { lostAfter } = options;
  const queue = await Queue.open(options.queue ?? path.join(out, '.miniseg-queue'), { lostAfter, log: say });
  const end = new AbortController();
  const signal = AbortSignal.any([stop.signal, end.signal]);
  const timeoutMs = options.timeout * 60_000;
  // It begins while the rest is still being looked for.
  const worker =
    options.wait && atOnce > 0
      ? work({
          ...options,
          queue,
          out: plan.out,
          token: archiveToken(),
          timeoutMs,
          once: false,
          signal,
          log: say,
        })
      : undefined;
  try {
    const keys = await fill(queue, archive, address, plan, { query, series });
    if (!options.wait)
      return printLines([`${keys.length} series are in the queue ${queue.shown}.`, DISCLAIMER]);
    const ended = await untilEnded(queue, keys, stop.signal);
    printLines([
      `${ended.done} of ${keys.length} series segmented, ${ended.failed} failed, ${ended.canceled} canceled. Results in ${out}.`,
      DISCLAIMER,
    ]);
    if (stop.signal.aborted) throw new CliError('interrupted', 'Stopped. The same command goes on.');
    if (ended.failed > 0) throw failures(queue, ended.failed);
  } finally {
    end.abort();
    await worker;
    stop.dispose();
    await queue.close();
  }
}

/** @returns The keys of the jobs, in the order of the archive. */
async function fill(
  queue: Queue,
  archive: DicomWebClient,
  address: string,
  plan: StudyPlan,
  wanted: { query?: string; series: readonly string[] },
): Promise<string[]> {
  const keys = new Set<string>();
  const total = { added: 0, again: 0, known: 0 };
  let batch: NewJob[] = [];
  const submit = async () => {
    const { added, again, known } = await queue.submit(batch);
    total.added += added;
    total.again += again;
    total.known += known;
    batch = [];
  };
  for await (const found of findSeries(archive, wanted)) {
    const job = seriesJobOf(plan, address, found);
    if (keys.has(job.key)) continue;
    keys.add(job.key);
    batch.push(job);
    if (batch.length >= BATCH) await submit();
  }
  await submit();
  say(
    `${keys.size} series found: ${total.added} new, ${total.again} tried again, ${total.known} known already.`,
  );
  return [...keys];
}

const failures = (queue: Queue, failed: number) =>
  new CliError(
    'input',
    `${failed} series could not be segmented; 'miniseg queue list --queue ${queue.shown} --state failed' says why.`,
  );
