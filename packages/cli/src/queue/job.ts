/** What a job is: something to do once, whoever asks for it, and how often. */
import { createHash } from 'node:crypto';
import { sortedKeys } from '../files/sorted-keys.js';
import type { Lane } from './dispatcher.js';

/** Of which weights, as a worker finds them, and what they have to be. */
export interface JobWeights {
  /** A path or a name, as `--weights` takes it. */
  given: string;
  sha256: string;
}

interface StudyInput {
  /** Options of `miniseg segment`, as words. */
  options: readonly string[];
  weights: readonly JobWeights[];
  /** Folder of all results. */
  out: string;
  /** Root of the archive that DICOM results go to. */
  send?: string;
}

/** What a worker needs to know. */
export type JobInput =
  /** A folder or file that workers can read. */
  | (StudyInput & { kind: 'study'; path: string })
  /** A series that is fetched. */
  | (StudyInput & { kind: 'series'; archive: string; studyInstanceUid: string; seriesInstanceUid: string })
  /** A fold of crossval, or one training of a row of benchmark: settings, and the folder in which it continues. */
  | { kind: 'training'; settings: object; out: string };

export interface NewJob {
  /** Jobs of equal keys are the same job. */
  key: string;
  /** Of its results. */
  name: string;
  input: JobInput;
  /** Higher ones first; default 0. */
  priority?: number;
}

export const JOB_STATES = ['waiting', 'active', 'done', 'failed', 'canceled'] as const;
export type JobState = (typeof JOB_STATES)[number];

/** What is known of a job. */
export interface Job extends NewJob {
  priority: number;
  state: JobState;
  submitted: Date;
  started?: Date;
  ended?: Date;
  attempts: number;
  /** Machine that has it, or had it last. */
  host?: string;
  /** Share that is done, from 0 to 1. */
  progress: number;
  /** What is being done. */
  stage?: string;
  /** Why it failed, or why its last try did. */
  note?: string;
  result?: JobResult;
}

/** Of a job that is done. */
export interface JobResult {
  /** Of the results, on the host that has them. */
  folder: string;
  host: string;
  /** Of reading, computing and writing. */
  seconds: number;
  /** Of fetching from and sending to an archive, in seconds. */
  network?: number;
  /** DICOM objects that the archive has got. */
  sent?: number;
  /** Of what of the input there are no results. */
  failed?: string;
}

/** A job that this process works on. */
export interface TakenJob
  extends Pick<Job, 'key' | 'name' | 'input' | 'priority' | 'attempts' | 'submitted'> {
  ticket: string;
  lane: Lane;
}

export const laneOf = ({ kind }: JobInput): Lane => (kind === 'series' ? 'archive' : 'local');

/** The same for equal parts, in whatever order an object's were written. */
export function jobKey(...parts: unknown[]): string {
  return createHash('sha256')
    .update(JSON.stringify(parts.map(sortedKeys)))
    .digest('hex');
}
