/** `run.json`: everything that is needed to repeat a run, and how far it got. */
import { createHash } from 'node:crypto';
import os from 'node:os';
import path from 'node:path';
import { readPlainFile, writeFileAtomic } from '@miniseg/checkpoints/node';
import type { PaperFigure } from '@miniseg/metrics';
import type { LeftOut } from '../../dataset/left-out.js';
import { CliError } from '../../errors.js';
import { json } from '../../files/json.js';
import { sortedKeys } from '../../files/sorted-keys.js';
import type { StartedFrom } from '../../network/open-model.js';
import { DISCLAIMER, versions } from '../../version.js';
import { FREE_KEYS, type TrainSettings } from '../settings/settings.js';

export interface RunRecord {
  disclaimer: string;
  status: 'running' | 'stopped' | 'finished';
  settings: TrainSettings;
  data: {
    name: string;
    training: string[];
    validation: string[];
    /** Of all slices, their ids and the order of the lists. */
    sha256: string;
    /** Of each slice: its image and mask. */
    slices: Record<string, string>;
    /** Slices of which a file holds nothing; they are in none of the lists. */
    leftOut?: LeftOut[];
  };
  normalization: { mean: number; std: number };
  classPixels: number[];
  classWeights?: number[];
  /** What the encoder was taken from. */
  start?: StartedFrom;
  backend: string;
  /** That work on wasm. */
  threads?: number;
  parameters: number;
  versions: typeof versions;
  machine: { platform: string; arch: string; processor: string; processors: number; memory: string };
  /** Of training and validation, in all parts of the run. */
  seconds: number;
  result?: RunResult;
}

export interface RunResult {
  /** The epoch whose weights are the result, from 1. */
  epoch: number;
  /** By `patience`, before its last epoch. */
  stoppedEarly?: boolean;
  protocol: string;
  /** On the validation slices. */
  scores: Record<string, number | undefined>;
  /** In how many cases the protocol set a figure. */
  replaced?: Partial<Record<PaperFigure, number>>;
  /** What the scores leave out, and what the protocol set, in words. */
  notes?: string[];
  weights: { file: string; sha256: string };
}

export const RECORD = 'run.json';

export function describeData(
  name: string,
  lists: { training: string[]; validation: string[] },
  hashes: ReadonlyMap<string, string>,
): RunRecord['data'] {
  const hash = createHash('sha256');
  for (const list of [lists.training, lists.validation]) {
    hash.update(`${list.length}\n`);
    for (const id of list) hash.update(`${id} ${hashes.get(id)}\n`);
  }
  const slices = Object.fromEntries([...hashes].sort(([a], [b]) => (a < b ? -1 : 1)));
  return { name, ...lists, sha256: hash.digest('hex'), slices };
}

export function newRecord(
  facts: Pick<
    RunRecord,
    | 'settings'
    | 'data'
    | 'normalization'
    | 'classPixels'
    | 'classWeights'
    | 'start'
    | 'backend'
    | 'threads'
    | 'parameters'
  >,
): RunRecord {
  const [processor] = os.cpus();
  const machine = {
    platform: process.platform,
    arch: process.arch,
    processor: processor?.model ?? 'unknown',
    processors: os.cpus().length,
    memory: `${(os.totalmem() / 2 ** 30).toFixed(1)} GiB`,
  };
  return { disclaimer: DISCLAIMER, status: 'running', ...facts, versions, machine, seconds: 0 };
}

/** @returns undefined where there is none. */
export async function readRecord(folder: string): Promise<RunRecord | undefined> {
  const file = path.join(folder, RECORD);
  const bytes = await readPlainFile(file).catch(() => undefined);
  if (bytes === undefined) return undefined;
  const text = new TextDecoder().decode(bytes);
  try {
    const record = JSON.parse(text) as RunRecord;
    if (typeof record.status === 'string' && typeof record.settings === 'object') return record;
  } catch {
    // Told below.
  }
  throw new CliError(
    'input',
    `'${file}' is no record of a run. Choose another folder with --out, or pass --force.`,
  );
}

export async function writeRecord(folder: string, record: RunRecord): Promise<void> {
  await writeFileAtomic(path.join(folder, RECORD), json(record));
}

/** What differs between two runs, in words; paths and threads do not count, the slices themselves do. */
export function differences(before: RunRecord, now: Pick<RunRecord, 'settings' | 'data'>): string[] {
  const keys = new Set([...Object.keys(before.settings), ...Object.keys(now.settings)]) as Set<
    keyof TrainSettings
  >;
  const shown = (value: unknown) => (value === undefined ? 'not set' : JSON.stringify(sortedKeys(value)));
  const found: string[] = [];
  for (const key of keys) {
    if (FREE_KEYS.includes(key)) continue;
    const [old, recent] = [shown(before.settings[key]), shown(now.settings[key])];
    if (old !== recent) found.push(`${key} was ${old} and is ${recent}`);
  }
  if (before.data.sha256 === now.data.sha256) return found;
  const [old, recent] = [before.data, now.data];
  const ids = [...new Set([...Object.keys(old.slices), ...Object.keys(recent.slices)])];
  const changed = ids.filter((id) => old.slices[id] !== recent.slices[id]);
  found.push(
    changed.length > 0
      ? `${changed.length} slices differ (${changed.slice(0, 3).join(', ')}${changed.length > 3 ? ', ...' : ''})`
      : `the split differs (${old.training.length} training, ${old.validation.length} validation before; now ` +
          `${recent.training.length} and ${recent.validation.length})`,
  );
  return found;
}
