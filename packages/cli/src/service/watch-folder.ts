/** A folder is watched by looking at it again and again, which works on every network drive. */
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { DicomWebClient } from '@miniseg/dicomweb';
import { openOutbox } from './outbox.js';
import { isDone, type StudyRun, segmentStudy } from './segment-study.js';
import { SettledStudies } from './settled.js';
import { listStudies } from './studies.js';
import { StudyPlaces, type StudyRecord } from './study-record.js';

export interface WatchOptions extends Omit<StudyRun, 'places' | 'sends'> {
  folder: string;
  out: string;
  /** A study that has not changed for as long is taken. */
  settleMs: number;
  /** Between two looks. */
  pollMs: number;
  /** Ends when there is nothing left to do. */
  once: boolean;
  archive?: DicomWebClient;
  log(line: string): void;
}

/** What was done, for the last line. */
export interface WatchCounts {
  segmented: number;
  failed: number;
}

/** Runs until the signal comes, or, with `once`, until all is done. */
export async function watchFolder(options: WatchOptions): Promise<WatchCounts> {
  const { folder, out, once, signal, log, archive } = options;
  const places = new StudyPlaces(out);
  const run: StudyRun = { ...options, places, sends: archive !== undefined };
  const settled = new SettledStudies(options.settleMs);
  const counts: WatchCounts = { segmented: 0, failed: 0 };
  const told = new Set<string>();
  await removeLeftovers(out);
  const outbox = archive && (await openOutbox(places, archive, log));
  while (!signal.aborted) {
    const { studies, others } = await listStudies(folder);
    for (const { name, reason } of others) {
      if (told.has(name)) continue;
      told.add(name);
      log(`${name}: not taken, ${reason}`);
    }
    const ready = settled.of(studies, performance.now());
    let waiting = ready.length < studies.length;
    for (const study of ready) {
      if (await isDone(places, study)) continue;
      const record = await segmentStudy(study, run).catch((error) => {
        if (signal.aborted) return undefined;
        throw error;
      });
      if (record === undefined) return counts;
      count(record, counts);
      log(describe(record));
      outbox?.add(record);
    }
    if (outbox) waiting = (await outbox.send()) || waiting;
    if (once && !waiting) return counts;
    // It ends at once when the service is stopped.
    await setTimeout(options.pollMs, undefined, { signal }).catch(() => {});
  }
  return counts;
}

function count(record: StudyRecord, counts: WatchCounts): void {
  if (record.failed === undefined) counts.segmented++;
  else counts.failed++;
}

const describe = ({ name, seconds, failed }: StudyRecord) =>
  failed === undefined ? `${name}: segmented in ${seconds} s` : `${name}: set aside, ${failed}`;

/** Of a service that was killed at work; its studies are taken again. */
async function removeLeftovers(out: string): Promise<void> {
  for (const name of await readdir(out)) {
    if (StudyPlaces.isLeftover(name)) await rm(path.join(out, name), { recursive: true, force: true });
  }
}
