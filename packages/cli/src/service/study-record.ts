/** What is known of a study's results, in the results folder itself: a service that starts again reads it there. */
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { writeFileAtomic } from '@miniseg/formats/node';
import { json } from '../files/json.js';

/** Beside the results, or in place of them. */
export interface StudyRecord {
  name: string;
  /** Of the input that was segmented. */
  fingerprint: string;
  /** When it ended, in ISO 8601. */
  finished: string;
  seconds: number;
  /** Why there are no results, or not of every input of the study. */
  failed?: string;
  /** Whether the segmentations were sent to the archive; absent where they need not be. */
  sent?: boolean;
}

const RECORD = 'study.json';
const PARTIAL = '.miniseg-partial-';
const REPLACED = '.miniseg-replaced-';

/** Places of a study's results below the folder of all results. */
export class StudyPlaces {
  constructor(readonly out: string) {}

  results = (name: string) => path.join(this.out, name);
  partial = (name: string) => path.join(this.out, `${PARTIAL}${name}`);
  replaced = (name: string) => path.join(this.out, `${REPLACED}${name}`);
  failure = (name: string) => path.join(this.out, `${name}.failed.json`);
  record = (name: string) => path.join(this.results(name), RECORD);

  /** Half-done work of a service that was killed. */
  static isLeftover(name: string): boolean {
    return name.startsWith(PARTIAL) || name.startsWith(REPLACED);
  }
}

/** @returns undefined where the study has not been segmented, whatever else lies there. */
export async function readRecord(places: StudyPlaces, name: string): Promise<StudyRecord | undefined> {
  const done = await readJson(places.record(name));
  return done ?? (await readJson(places.failure(name)));
}

async function readJson(file: string): Promise<StudyRecord | undefined> {
  try {
    const record = JSON.parse(await readFile(file, 'utf8')) as StudyRecord;
    return typeof record?.fingerprint === 'string' ? record : undefined;
  } catch {
    return undefined;
  }
}

/** Of a study with results. */
export function writeRecord(folder: string, record: StudyRecord): Promise<void> {
  return write(path.join(folder, RECORD), record);
}

/** Of a study without any. */
export function writeFailure(places: StudyPlaces, record: StudyRecord): Promise<void> {
  return write(places.failure(record.name), record);
}

export function forgetFailure(places: StudyPlaces, name: string): Promise<void> {
  return rm(places.failure(name), { force: true });
}

function write(file: string, record: StudyRecord): Promise<void> {
  return writeFileAtomic(file, new TextEncoder().encode(json(record)));
}
