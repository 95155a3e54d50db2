/** `miniseg worker`: does the jobs of a queue, on as many machines as there are. */
import type { Command } from 'commander';
import { CliError } from '../errors.js';
import { makeWritableFolder } from '../files/writable-folder.js';
import { parseWhole } from '../options/numbers.js';
import { Queue } from '../queue/queue.js';
import { archiveToken } from '../service/archive/open-archive.js';
import { checkTimeout } from '../service/check-service-options.js';
import { serveMetrics } from '../service/serve-metrics.js';
import { stopSignal } from '../service/stop-signal.js';
import { work } from '../service/worker.js';
import { WorkerCounts } from '../service/worker-counts.js';
import { addWorkerOptions, QUEUE_HELP, type WorkerCommandOptions } from '../service/worker-options.js';
import { printLines, tellLines } from '../text/output.js';
import { DISCLAIMER } from '../version.js';

interface WorkerCommand extends WorkerCommandOptions {
  queue: string;
  out?: string;
  once: boolean;
  metricsPort?: number;
  upgradeQueue: boolean;
}

export function addWorkerCommand(program: Command): void {
  const command = program
    .command('worker')
    .description('do the jobs of a queue: segment studies, train folds and rows, until stopped')
    .requiredOption('--queue <queue>', QUEUE_HELP)
    .option('--out <folder>', 'folder for results, in place of the one that jobs name');
  addWorkerOptions(command)
    .option('--once', 'end when no job waits or is at work', false)
    .option('--metrics-port <port>', 'serve /metrics for Prometheus on 127.0.0.1', parseWhole(0, 65_535))
    .option('--upgrade-queue', 'hand the jobs over to the newest pg-boss that this Node runs', false)
    .addHelpText(
      'after',
      `
Jobs come from 'miniseg archive segment', 'miniseg serve', and 'miniseg crossval' and 'miniseg benchmark' with --queue.
Each has one result, however many workers there are, and however they end: results appear when they are whole, and the
first that is there stays. A worker that is killed loses nothing; its jobs are done by others. A bearer token for
archives is taken from MINISEG_DICOMWEB_TOKEN.

Examples:
  $ miniseg worker --queue postgres://miniseg@db.example.org/miniseg --at-once 2
  $ miniseg worker --queue runs/queue --once`,
    )
    .action(workerCommand);
}

async function workerCommand(options: WorkerCommand): Promise<void> {
  const { once, out, metricsPort } = options;
  checkTimeout(options.timeout);
  if (out !== undefined) await makeWritableFolder(out);
  const log = (line: string) => tellLines([line]);
  const { lostAfter, upgradeQueue: upgrade } = options;
  const queue = await Queue.open(options.queue, { lostAfter, upgrade, log });
  const stop = stopSignal();
  const counts = new WorkerCounts();
  const metrics = metricsPort === undefined ? undefined : await serveMetrics(metricsPort, queue, counts);
  try {
    log(`Working on the jobs of ${queue.shown}${once ? '.' : '. Stop with Ctrl-C.'}`);
    if (metrics) log(`Metrics at ${metrics.url}`);
    const token = archiveToken();
    const timeoutMs = options.timeout * 60_000;
    await work({ ...options, queue, counts, token, timeoutMs, log, signal: stop.signal });
    printLines([`${counts.done} jobs done, ${counts.failed} failed.`, DISCLAIMER]);
    if (once && counts.failed > 0) {
      throw new CliError(
        'input',
        `${counts.failed} jobs failed; 'miniseg queue list --queue ${queue.shown} --state failed' says why.`,
      );
    }
  } finally {
    stop.dispose();
    await metrics?.close();
    await queue.close();
  }
}
