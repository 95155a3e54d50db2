/** What lies in a watched folder: each folder in it is a study, and so is each file that is a volume by itself. */
import { createHash } from 'node:crypto';
import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { readable } from '../files/readable.js';

/** A study as it lies there now. */
export interface FoundStudy {
  name: string;
  path: string;
  /** Changes with every file that comes, goes, grows or is written anew. */
  fingerprint: string;
  files: number;
}

export interface WatchedFolder {
  studies: FoundStudy[];
  /** What is no study, and why. */
  others: { name: string; reason: string }[];
}

const VOLUMES = ['.nii', '.nii.gz', '.npy', '.safetensors'];
/** Programs that copy or download write under such names first. */
const UNFINISHED = /\.(part|partial|tmp|crdownload|filepart)$/i;

/** @throws {CliError} `input` when the folder cannot be read */
export async function listStudies(folder: string): Promise<WatchedFolder> {
  const entries = await readable(`The folder '${folder}'`, readdir(folder, { withFileTypes: true }));
  const watched: WatchedFolder = { studies: [], others: [] };
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const { name } = entry;
    if (name.startsWith('.') || UNFINISHED.test(name)) continue;
    const reason = reasonAgainst(entry);
    if (reason !== undefined) {
      watched.others.push({ name, reason });
      continue;
    }
    const where = path.join(folder, name);
    // It may be gone again, or not be readable yet; it is looked at once more the next time.
    const seen = await fingerprintOf(where).catch(() => undefined);
    if (seen && seen.files > 0) watched.studies.push({ name, path: where, ...seen });
  }
  return watched;
}

function reasonAgainst(entry: {
  name: string;
  isDirectory(): boolean;
  isFile(): boolean;
}): string | undefined {
  if (entry.isDirectory()) return undefined;
  if (!entry.isFile()) return 'links, devices and pipes are not followed; put the files themselves here';
  const lower = entry.name.toLowerCase();
  if (VOLUMES.some((suffix) => lower.endsWith(suffix))) return undefined;
  return 'a loose file belongs to no study; put the slices of a study into a folder of their own';
}

async function fingerprintOf(where: string): Promise<{ fingerprint: string; files: number }> {
  const hash = createHash('sha256');
  let files = 0;
  const add = async (file: string, below: string) => {
    const found = await lstat(file);
    if (found.isDirectory()) {
      for (const name of (await readdir(file)).sort()) await add(path.join(file, name), `${below}/${name}`);
    } else if (found.isFile()) {
      hash.update(JSON.stringify([below, found.size, found.mtimeMs]));
      files++;
    }
  };
  await add(where, '');
  return { fingerprint: hash.digest('hex'), files };
}
