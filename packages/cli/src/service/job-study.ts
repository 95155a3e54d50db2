/** A job of a study, or of a series of an archive: to its results, once, whoever tries it as well. */
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { DicomWebClient } from '@miniseg/dicomweb';
import { exists } from '../files/exists.js';
import type { JobInput, JobResult } from '../queue/job.js';
import { computeStudy } from './compute-study.js';
import { foreignReason, isForeign } from './foreign-results.js';
import { failureOf, isFullDisk, JobFailure } from './job-failure.js';
import type { JobRun } from './job-run.js';
import { sendStudy } from './send-results.js';
import { readRecord, StudyPlaces, type StudyRecord, writeRecord } from './study-record.js';
import { checkWeights } from './weights-hash.js';

type StudyInput = Extract<JobInput, { kind: 'study' | 'series' }>;

/** Rejects with JobFailure, or whatever else stands against it; results that are there stay. */
export async function studyJob(input: StudyInput, run: JobRun): Promise<JobResult> {
  const { name, key } = run.job;
  const out = run.out ?? input.out;
  const places = new StudyPlaces(out);
  const record = (await finished(places, name, key)) ?? (await makeResults(input, places, run));
  let sent: number | undefined;
  if (input.send !== undefined && record.sent !== true) {
    const archive = archiveOf(input.send, run);
    run.at('sending', 1);
    sent = await run.online(input.send, () => sendStudy(archive, places, name));
  }
  return {
    ...{ folder: places.results(name), host: hostname(), seconds: record.seconds },
    ...(run.networkSeconds() > 0 ? { network: Math.round(1000 * run.networkSeconds()) / 1000 } : {}),
    ...(sent === undefined ? {} : { sent }),
    ...(record.failed === undefined ? {} : { failed: record.failed }),
  };
}

/** What another worker, or an earlier try, made of the same job. */
async function finished(places: StudyPlaces, name: string, key: string): Promise<StudyRecord | undefined> {
  if (!(await exists(places.record(name)))) return undefined;
  const record = await readRecord(places, name);
  return record?.fingerprint === key ? record : undefined;
}

async function makeResults(input: StudyInput, places: StudyPlaces, run: JobRun): Promise<StudyRecord> {
  const { name, key, attempts, submitted } = run.job;
  const folder = await run.scratch.folder(places.out, key.slice(0, 16));
  try {
    await checkWeights(input.weights, input.options.includes('--allow-download'));
    const from = input.kind === 'study' ? input.path : await fetchSeries(input, path.join(folder, name), run);
    if (!(await exists(from))) throw new JobFailure(`there is no '${from}' on this machine`, false);
    const results = path.join(folder, 'results');
    // Objects that follow from the job alone are the same from every worker, so that an archive that gets them twice
    // has them once.
    const epoch = process.env.SOURCE_DATE_EPOCH || String(Math.floor(submitted.getTime() / 1000));
    const { record, hasResults, ended } = await run.compute.run(
      1,
      () => {
        run.at('segmenting', 0);
        return computeStudy({ name, path: from, fingerprint: key }, results, {
          ...{ options: input.options, timeoutMs: run.timeoutMs, signal: run.signal },
          env: { SOURCE_DATE_EPOCH: epoch },
          onProgress: (share) => run.at('segmenting', share),
        });
      },
      run.signal,
    );
    if (!hasResults || isFullDisk(ended.reason)) throw failureOf(ended, attempts);
    const sends = input.send !== undefined;
    const whole: StudyRecord = sends ? { ...record, sent: false } : record;
    await writeRecord(results, whole);
    return await publish(results, places, run, whole);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The first who comes has made the results; what others made of the same job is the same, and goes. */
async function publish(
  results: string,
  places: StudyPlaces,
  { job }: JobRun,
  record: StudyRecord,
): Promise<StudyRecord> {
  try {
    await rename(results, places.results(job.name));
    return record;
  } catch (error) {
    const there = await finished(places, job.name, job.key);
    if (there) return there;
    if (await isForeign(places, job.name)) throw new JobFailure(foreignReason(places, job.name), true);
    throw error;
  }
}

async function fetchSeries(
  input: Extract<JobInput, { kind: 'series' }>,
  folder: string,
  run: JobRun,
): Promise<string> {
  const archive = archiveOf(input.archive, run);
  await mkdir(folder, { recursive: true });
  await run.online(input.archive, async () => {
    let files = 0;
    run.at('fetching', 0);
    for await (const file of archive.retrieveSeries(input)) {
      await writeFile(path.join(folder, `${String(++files).padStart(6, '0')}.dcm`), file, { flag: 'wx' });
      run.at(`fetching, ${files} objects`, 0);
    }
    if (files === 0) throw new JobFailure('the archive has no object of this series', true);
  });
  return folder;
}

const archiveOf = (baseUrl: string, { token, signal }: JobRun) =>
  new DicomWebClient({ baseUrl, token, signal });
