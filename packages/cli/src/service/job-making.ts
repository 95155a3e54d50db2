/** Jobs out of studies and series: what makes two of them the same. */
import path from 'node:path';
import { exists } from '../files/exists.js';
import { type JobWeights, jobKey, type NewJob } from '../queue/job.js';
import { checkSend, withReport } from './check-service-options.js';
import type { FoundStudy } from './studies.js';
import { hashWeights } from './weights-hash.js';

/** What is done with every study of a run. */
export interface StudyPlan {
  /** Words for `miniseg segment`. */
  options: readonly string[];
  weights: readonly JobWeights[];
  out: string;
  send?: string;
  priority: number;
}

export interface SeriesPlace {
  studyInstanceUid: string;
  seriesInstanceUid: string;
  /** Objects in it, where the archive says it: a series that has grown since is another job. */
  instances?: number;
}

/**
 * @param words Of `miniseg segment`, as `segmentWords` gives them.
 * @throws {CliError} as `openWeights`
 */
export async function studyPlan(
  words: readonly string[],
  given: readonly string[],
  rest: Pick<StudyPlan, 'out' | 'send' | 'priority'>,
): Promise<StudyPlan> {
  checkSend(rest.send, words);
  // A worker runs in a folder of its own.
  const absolute = new Map<string, string>();
  for (const each of given) if (await exists(each)) absolute.set(each, path.resolve(each));
  const options = withReport(rest.send, words).map((word, index, all) =>
    all[index - 1] === '--weights' ? (absolute.get(word) ?? word) : word,
  );
  const allowed = words.includes('--allow-download');
  const weights = await Promise.all(given.map((each) => hashWeights(absolute.get(each) ?? each, allowed)));
  return { ...rest, options, weights, out: path.resolve(rest.out) };
}

/** Of a folder or file that all workers can read. */
export function studyJobOf(plan: StudyPlan, study: FoundStudy): NewJob {
  const where = path.resolve(study.path);
  const key = jobKey('study', where, study.fingerprint, ...settingsOf(plan));
  return {
    key,
    name: nameOf(study.name, key),
    priority: plan.priority,
    input: { kind: 'study', path: where, ...inputOf(plan) },
  };
}

/** Of files that were handed in, which their hash names. */
export function uploadJobOf(plan: StudyPlan, upload: { hash: string; path: string }): NewJob {
  const key = jobKey('upload', upload.hash, ...settingsOf(plan));
  return {
    ...{ key, name: nameOf('study', key), priority: plan.priority },
    input: { kind: 'study', path: upload.path, ...inputOf(plan) },
  };
}

/** @param archive Root of its DICOMweb. */
export function seriesJobOf(plan: StudyPlan, archive: string, series: SeriesPlace): NewJob {
  const { studyInstanceUid, seriesInstanceUid, instances } = series;
  const key = jobKey('series', archive, studyInstanceUid, seriesInstanceUid, instances, ...settingsOf(plan));
  return {
    ...{ key, name: nameOf(seriesInstanceUid, key), priority: plan.priority },
    input: { kind: 'series', archive, studyInstanceUid, seriesInstanceUid, ...inputOf(plan) },
  };
}

/** Where weights lie does not matter, what they are does. */
function settingsOf({ options, weights, out, send }: StudyPlan): unknown[] {
  const others = options.filter((word, index) => word !== '--weights' && options[index - 1] !== '--weights');
  return [others, weights.map(({ sha256 }) => sha256), out, send];
}

const inputOf = ({ options, weights, out, send }: StudyPlan) => ({
  options,
  weights,
  out,
  ...(send && { send }),
});

/** A study that changes, and one that is done with other settings, has results of its own. */
const nameOf = (name: string, key: string) => `${name}-${key.slice(0, 8)}`;
