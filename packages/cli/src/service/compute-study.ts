/** Segments a study into a folder of its own, by `miniseg segment`: the one way from a study to its results. */
import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { type Ended, type RunOptions, runMiniseg } from './run-miniseg.js';
import type { FoundStudy } from './studies.js';
import type { StudyRecord } from './study-record.js';

export interface ComputeOptions extends RunOptions {
  /** Options of `miniseg segment`, but for where results go. */
  options: readonly string[];
}

export interface Computed {
  record: StudyRecord;
  /** Whether something of the study was segmented. */
  hasResults: boolean;
  ended: Ended;
}

/**
 * Rejects with the signal's reason when it is stopped.
 *
 * @param folder Is emptied first.
 */
export async function computeStudy(
  study: Pick<FoundStudy, 'name' | 'path' | 'fingerprint'>,
  folder: string,
  run: ComputeOptions,
): Promise<Computed> {
  const { name, fingerprint } = study;
  const start = performance.now();
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const ended = await runMiniseg(['segment', study.path, '--out', folder, ...run.options], run);
  const record: StudyRecord = {
    name,
    fingerprint,
    finished: new Date().toISOString(),
    seconds: Math.round((performance.now() - start) / 100) / 10,
    ...(ended.code === 0 ? {} : { failed: ended.reason }),
  };
  return { record, hasResults: await isOfSome(path.join(folder, 'report.json')), ended };
}

/** Some inputs of a study may have failed; the report, which is written last, says whether others did not. */
async function isOfSome(report: string): Promise<boolean> {
  const text = await readFile(report, 'utf8').catch(() => '{}');
  const { slices = [], volumes = [] } = JSON.parse(text) as Partial<Record<string, unknown[]>>;
  return slices.length + volumes.length > 0;
}
