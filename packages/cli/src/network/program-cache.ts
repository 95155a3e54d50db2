/**
 * Programs of weights that were compiled before, in the user's cache, beside downloaded weights: whoever has one needs no
 * tfjs. A file is known by the hash of the weights, the versions of what compiled them, and its own hash; any other is as
 * good as none, and is written again. A cache that cannot be read or written costs time alone.
 */
import { readdir, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { loadProgram, type Program, saveProgram } from '@miniseg/engine';
import { weightsFolder } from '@miniseg/model/files';
import type { PretrainedWeights } from '@miniseg/model/pretrained';
import { sha256 } from '../files/sha256.js';
import { FINGERPRINT } from '../generated/fingerprint.js';
import type { NetworkFacts } from './network-facts.js';

export interface KeptProgram {
  program: Program;
  facts: NetworkFacts;
}

/** What a program depends on, besides the code. */
export interface Origin {
  /** Of the weights. */
  sha256: string;
  /** The name of the network, where it was given: the same bytes may be read as several. */
  network?: string;
  /** Where weights were asked for by name: what the registry knows of them becomes part of what is kept. */
  entry?: PretrainedWeights;
}

/** Files that are kept: some hundred megabytes at most. */
const MOST = 100;
/** Bytes of the hash, which stands before all else. */
const HASH = 64;
const LINE_END = 0x0a;

/** A line of JSON between the hash and the program. */
interface Label {
  key: string;
  facts: NetworkFacts;
}

/** Undefined where there is none, or none that is whole and of just this origin. */
export async function keptProgram(origin: Origin): Promise<KeptProgram | undefined> {
  const key = keyOf(origin);
  try {
    const file = await weightsFolder().read(fileOf(key));
    if (!file) return undefined;
    const kept = file.subarray(HASH);
    const text = new TextDecoder();
    if (text.decode(file.subarray(0, HASH)) !== sha256(kept)) return undefined;
    const end = kept.indexOf(LINE_END);
    const label = JSON.parse(text.decode(kept.subarray(0, end))) as Label;
    if (label.key !== key) return undefined;
    return { program: loadProgram(kept.subarray(end + 1)), facts: label.facts };
  } catch {
    // Damaged, or a cache that cannot be read.
    return undefined;
  }
}

/** Whole or not at all; the oldest programs go where there are too many. */
export async function keepProgram(origin: Origin, { program, facts }: KeptProgram): Promise<void> {
  const key = keyOf(origin);
  const label: Label = { key, facts };
  const kept = Buffer.concat([Buffer.from(`${JSON.stringify(label)}\n`), saveProgram(program)]);
  const store = weightsFolder();
  try {
    await store.write(fileOf(key), Buffer.concat([Buffer.from(sha256(kept)), kept]));
    await removeOldest(path.dirname(store.pathOf(fileOf(key))));
  } catch {
    // The next call compiles again.
  }
}

function keyOf({ sha256: hash, entry, network }: Origin): string {
  const remembered = entry && { normalization: entry.normalization, inputSize: entry.inputSize };
  return JSON.stringify([hash, network ?? '', remembered ?? {}, FINGERPRINT, versions()]);
}

const fileOf = (key: string) => `programs/${sha256(new TextEncoder().encode(key))}.miniseg`;

/** Of the packages that have a part in a program; within the project they stay the same, and the fingerprint changes. */
function versions(): string[] {
  const require = createRequire(import.meta.url);
  return ['checkpoints', 'compile', 'engine', 'model', 'zoo'].map(
    (name) => (require(`@miniseg/${name}/package.json`) as { version: string }).version,
  );
}

async function removeOldest(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.miniseg'));
  if (names.length <= MOST) return;
  const files = await Promise.all(
    names.map(async (name) => ({ name, time: (await stat(path.join(folder, name))).mtimeMs })),
  );
  files.sort((a, b) => a.time - b.time);
  for (const { name } of files.slice(0, files.length - MOST))
    await rm(path.join(folder, name), { force: true });
}
