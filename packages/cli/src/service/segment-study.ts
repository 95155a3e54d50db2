/** One study from a watched folder to its results, whole or not at all. */
import { rename, rm } from 'node:fs/promises';
import { exists } from '../files/exists.js';
import { type ComputeOptions, computeStudy } from './compute-study.js';
import { foreignReason, isForeign } from './foreign-results.js';
import type { FoundStudy } from './studies.js';
import {
  forgetFailure,
  readRecord,
  type StudyPlaces,
  type StudyRecord,
  writeFailure,
  writeRecord,
} from './study-record.js';

export interface StudyRun extends ComputeOptions {
  places: StudyPlaces;
  /** Whether the segmentations are to be sent. */
  sends: boolean;
}

/**
 * Segments a study. Its results appear in one step, replacing those of an earlier state of the study; a study of which
 * nothing could be segmented leaves a record that says why.
 *
 * When the service is stopped, the signal's reason is thrown, and the next service takes the study up again.
 */
export async function segmentStudy(study: FoundStudy, run: StudyRun): Promise<StudyRecord> {
  const { places } = run;
  const { name } = study;
  const partial = places.partial(name);
  const { record, hasResults } = await computeStudy(study, partial, run);
  const foreign = await isForeign(places, name);
  if (!hasResults || foreign) {
    const failed = foreign ? foreignReason(places, name) : (record.failed as string);
    await rm(partial, { recursive: true, force: true });
    await writeFailure(places, { ...record, failed });
    return { ...record, failed };
  }
  const whole = run.sends ? { ...record, sent: false } : record;
  await writeRecord(partial, whole);
  await replace(places, name);
  await forgetFailure(places, name);
  return whole;
}

async function replace(places: StudyPlaces, name: string): Promise<void> {
  const [results, replaced] = [places.results(name), places.replaced(name)];
  await rm(replaced, { recursive: true, force: true });
  if (await exists(results)) await rename(results, replaced);
  await rename(places.partial(name), results);
  await rm(replaced, { recursive: true, force: true });
}

/** Whether there is nothing to do for a study as it lies there. */
export async function isDone(places: StudyPlaces, { name, fingerprint }: FoundStudy): Promise<boolean> {
  return (await readRecord(places, name))?.fingerprint === fingerprint;
}
