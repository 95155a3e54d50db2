/** The options of all commands that do jobs of a queue. */
import { type Command, Option } from 'commander';
import { parseBetween, parseNumber, parseWhole } from '../options/numbers.js';
import { LOST_AFTER } from '../queue/queue.js';

export interface WorkerCommandOptions {
  atOnce: number;
  ahead: number;
  hostLimit?: number;
  archiveLimit?: number;
  timeout: number;
  lostAfter: number;
}

export const QUEUE_HELP =
  'a folder (the processes of one machine), or postgres://user@host/database (any number of machines; a password is taken from PGPASSWORD)';

/** @param least Studies at once; 0 where a command may leave all work to others. */
export function addWorkerOptions(command: Command, least = 1): Command {
  return command
    .option(
      '--at-once <n>',
      'studies that are computed at once; one uses all cores',
      parseWhole(least, 64),
      1,
    )
    .option('--ahead <n>', 'series that are fetched from an archive meanwhile', parseWhole(0, 64), 2)
    .option('--host-limit <n>', 'jobs at once on this machine, over all workers on it', parseWhole(1, 1024))
    .option(
      '--archive-limit <n>',
      'fetches and stores at once at one archive, over all workers',
      parseWhole(1, 1024),
    )
    .option('--timeout <minutes>', 'give up a study that takes longer', parseNumber, 60)
    .option(
      '--lost-after <seconds>',
      'a worker that gives no sign of life for so long loses its jobs to others; the same for all',
      parseWhole(5, 3600),
      LOST_AFTER,
    );
}

export const priorityOption = () =>
  new Option('--priority <n>', 'jobs of a higher one are done first')
    .argParser(parseBetween(-1000, 1000))
    .default(0);

export const sendOption = () =>
  new Option('--send <url>', 'root of an archive (DICOMweb) to which DICOM segmentations and reports go');
