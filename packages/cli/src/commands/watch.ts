/** `miniseg watch`: studies are segmented as they arrive in a folder. */

import type { Command } from 'commander';
import { CliError } from '../errors.js';
import { isFolder } from '../files/readable.js';
import { makeWritableFolder } from '../files/writable-folder.js';
import { parseNumber } from '../options/numbers.js';
import { openArchive } from '../service/archive/open-archive.js';
import { checkSend, checkTimeout, withReport } from '../service/check-service-options.js';
import { addSegmentOptions, segmentWords } from '../service/segment-options.js';
import { lockResults } from '../service/service-lock.js';
import { stopSignal } from '../service/stop-signal.js';
import { watchFolder } from '../service/watch-folder.js';
import { printLines, tellLines } from '../text/output.js';
import { DISCLAIMER } from '../version.js';

interface WatchCommandOptions {
  out: string;
  settle: number;
  timeout: number;
  once: boolean;
  send?: string;
}

/** @param segment The command whose options it takes. */
export function addWatchCommand(program: Command, segment: Command): void {
  const command = program
    .command('watch')
    .description('segment each study that arrives in a folder, once, until stopped')
    .argument(
      '<folder>',
      'where studies arrive: each folder in it is one, and each NIfTI, npy or safetensors file',
    )
    .requiredOption('--out <folder>', 'folder for the results, with a folder for each study')
    .option('--settle <seconds>', 'take a study when it has not changed for so long', parseNumber, 10)
    .option('--timeout <minutes>', 'give up a study that takes longer', parseNumber, 60)
    .option('--once', 'segment what is there, and end', false)
    .option(
      '--send <url>',
      'root of an archive (DICOMweb) to which DICOM segmentations and reports go; a bearer token is taken from MINISEG_DICOMWEB_TOKEN',
    );
  addSegmentOptions(command, segment);
  command
    .addHelpText(
      'after',
      `
In the folder of results:
  <study>/              what miniseg segment writes, and study.json; it appears when it is whole
  <study>.failed.json   why nothing of a study could be segmented; it is tried again when the study changes

A study that changes later is segmented again, and its results are replaced. A service that is stopped or killed
loses nothing: what was not finished is done by the next one.

Example:
  $ miniseg watch incoming/ --out results --weights miniseg.safetensors --dicom-seg`,
    )
    .action((folder: string, options: WatchCommandOptions, self: Command) =>
      watchCommand(folder, options, segmentWords(self, segment)),
    );
}

async function watchCommand(folder: string, options: WatchCommandOptions, words: string[]): Promise<void> {
  const { out, settle, timeout, once, send } = options;
  checkOptions(options, words);
  if (!(await isFolder(`The folder '${folder}'`, folder))) {
    throw new CliError('input', `'${folder}' is a file. Name the folder in which studies arrive.`);
  }
  const archive = send === undefined ? undefined : openArchive(`--send ${send}`, send);
  await makeWritableFolder(out);
  const unlock = await lockResults(out);
  const stop = stopSignal();
  try {
    const log = (line: string) => tellLines([line]);
    log(once ? `Segmenting what is in ${folder}.` : `Watching ${folder}. Stop with Ctrl-C.`);
    const counts = await watchFolder({
      ...{ folder, out, once, archive, log, options: withReport(send, words), signal: stop.signal },
      ...{
        settleMs: once ? Math.min(settle, 1) * 1000 : settle * 1000,
        timeoutMs: timeout * 60_000,
        pollMs: 1000,
      },
    });
    printLines([`${counts.segmented} segmented, ${counts.failed} set aside.`, DISCLAIMER]);
    if (once && counts.failed > 0) {
      throw new CliError(
        'input',
        `${counts.failed} of the studies could not be segmented; see *.failed.json and study.json in '${out}'.`,
      );
    }
  } finally {
    stop.dispose();
    await unlock();
  }
}

function checkOptions({ settle, timeout, send }: WatchCommandOptions, words: readonly string[]): void {
  if (!(settle >= 0 && settle <= 86_400)) {
    throw new CliError('invalid-argument', `--settle ${settle}: it is seconds from 0 to 86400.`);
  }
  checkTimeout(timeout);
  checkSend(send, words);
}
