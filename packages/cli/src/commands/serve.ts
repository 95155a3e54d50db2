/** `miniseg serve`: studies are handed in over HTTP, and results handed out. */
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { CliError } from '../errors.js';
import { readText } from '../files/readable.js';
import { makeWritableFolder } from '../files/writable-folder.js';
import { parseBytes, parseWhole } from '../options/numbers.js';
import { Queue } from '../queue/queue.js';
import { archiveToken } from '../service/archive/open-archive.js';
import { checkTimeout } from '../service/check-service-options.js';
import { isLoopback } from '../service/http/loopback.js';
import { startHttp } from '../service/http/server.js';
import { isUploadLeftover } from '../service/http/uploads.js';
import { studyPlan } from '../service/job-making.js';
import { addSegmentOptions, segmentWords } from '../service/segment-options.js';
import { stopSignal } from '../service/stop-signal.js';
import { work } from '../service/worker.js';
import { WorkerCounts } from '../service/worker-counts.js';
import {
  addWorkerOptions,
  QUEUE_HELP,
  sendOption,
  type WorkerCommandOptions,
} from '../service/worker-options.js';
import { tellLines } from '../text/output.js';
import { DISCLAIMER } from '../version.js';

interface ServeOptions extends WorkerCommandOptions {
  folder: string;
  queue?: string;
  host: string;
  port: number;
  tokenFile?: string;
  maxBody: number;
  maxFiles: number;
  dicomweb?: string;
  send?: string;
  weights: string[];
}

/** @param segment The command whose options it takes. */
export function addServeCommand(program: Command, segment: Command): void {
  const command = program
    .command('serve')
    .description('segment studies that are handed in over HTTP, on this machine alone unless told otherwise')
    .requiredOption('--folder <folder>', 'folder for what is handed in, results and the queue')
    .option('--queue <queue>', `${QUEUE_HELP}; default: in the folder`)
    .option('--host <address>', 'where to listen; any but the loopback needs a token', '127.0.0.1')
    .option('--port <n>', 'where to listen; 0 takes any that is free', parseWhole(0, 65_535), 8077)
    .option(
      '--token-file <file>',
      'file with the token that whoever asks has to send; or set MINISEG_SERVE_TOKEN',
    )
    .option('--max-body <size>', 'bytes of one request, such as 4G', parseBytes, 2 ** 31)
    .option('--max-files <n>', 'files of one request', parseWhole(1, 1_000_000), 10_000)
    .option('--dicomweb <url>', 'root of an archive (DICOMweb) whose series may be named instead of sent')
    .addOption(sendOption());
  addWorkerOptions(command, 0);
  addSegmentOptions(command, segment);
  command
    .addHelpText(
      'after',
      `
Answers are described in /openapi.json; /metrics is for Prometheus, /healthz for whoever starts it anew. What was taken
is in the queue and done after a restart, too. --at-once 0 leaves the work to 'miniseg worker' with the same queue. A
bearer token for archives is taken from MINISEG_DICOMWEB_TOKEN. There is no TLS: put a proxy before it that has, where it
is to be asked from other machines.

Example:
  $ miniseg serve --folder service --weights miniseg.safetensors
  $ curl -F file=@1.dcm -F file=@2.dcm http://127.0.0.1:8077/v1/jobs`,
    )
    .action((options: ServeOptions, self: Command) => serveCommand(options, segmentWords(self, segment)));
}

async function serveCommand(options: ServeOptions, words: string[]): Promise<void> {
  const { folder, host, port, atOnce, lostAfter, maxBody, maxFiles } = options;
  checkTimeout(options.timeout);
  const token = await readToken(options);
  const loopback = isLoopback(host);
  if (!loopback && token === undefined) {
    throw new CliError(
      'invalid-argument',
      `--host ${host} is seen from other machines, so a token is needed: give --token-file, or set MINISEG_SERVE_TOKEN.`,
    );
  }
  const archive = checkArchive(options.dicomweb);
  const [inputs, out] = ['inputs', 'results'].map((name) => path.resolve(folder, name));
  await makeWritableFolder(folder, [inputs, out]);
  for (const name of await readdir(inputs)) {
    if (isUploadLeftover(name)) await rm(path.join(inputs, name), { recursive: true, force: true });
  }
  const plan = await studyPlan(words, options.weights, { out, send: options.send, priority: 0 });
  const log = (line: string) => tellLines([line]);
  const queue = await Queue.open(options.queue ?? path.join(folder, 'queue'), { lostAfter, log });
  const stop = stopSignal();
  const counts = new WorkerCounts();
  try {
    const limits = { bytes: maxBody, files: maxFiles };
    const service = { queue, counts, plan, inputs, limits, ...(archive && { archive }) };
    const http = await startHttp(service, { host, port, loopback, ...(token && { token }) });
    log(`Listening at ${http.url}. Stop with Ctrl-C. ${DISCLAIMER}`);
    const done =
      atOnce > 0
        ? work({
            ...{ ...options, queue, counts, out, log, once: false, signal: stop.signal },
            ...{
              token: archiveToken(),
              timeoutMs: options.timeout * 60_000,
            },
          })
        : new Promise<void>((resolve) =>
            stop.signal.addEventListener('abort', () => resolve(), { once: true }),
          );
    await done.finally(() => http.close());
  } finally {
    stop.dispose();
    await queue.close();
  }
}

/** @throws {CliError} `invalid-argument` for one that can be guessed, or not be sent */
async function readToken({ tokenFile }: ServeOptions): Promise<string | undefined> {
  const text =
    tokenFile === undefined
      ? process.env.MINISEG_SERVE_TOKEN || undefined
      : (await readText(`The token '${tokenFile}'`, tokenFile)).trim();
  if (text === undefined || /^[\x21-\x7e]{16,}$/.test(text)) return text;
  throw new CliError(
    'invalid-argument',
    "The token has to be at least 16 letters, digits and signs without spaces; 'openssl rand -hex 32' makes one.",
  );
}

function checkArchive(url: string | undefined): string | undefined {
  if (url === undefined) return undefined;
  if (URL.canParse(url) && /^https?:/.test(url)) return url.replace(/\/+$/, '');
  throw new CliError('invalid-argument', `--dicomweb ${url}: it is an http or https address.`);
}
