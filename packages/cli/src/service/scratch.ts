/** Folders for work that is not whole yet, beside the results, so that a rename is all that is left to do. */
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { isRunning, processStart, writeFileAtomic } from '@miniseg/checkpoints/node';
import { json } from '../files/json.js';
import { partsOfWorkerId, plainHost } from './worker-id.js';

const PREFIX = '.miniseg-work-';
const OWNER = 'owner.json';
/** Processes of other machines cannot be seen; what they left goes after a week. */
const FOREIGN_AGE = 7 * 24 * 60 * 60 * 1000;

interface Owner {
  host: string;
  pid: number;
  started?: string;
  since: string;
}

/** Of one worker, in any number of results folders. */
export class Scratch {
  readonly #worker: string;
  readonly #out: string | undefined;
  readonly #made = new Map<string, Promise<string>>();

  /** @param out Folder of results, which is tidied at the end even if no job of this worker had its results there. */
  constructor(worker: string, out?: string) {
    this.#worker = worker;
    this.#out = out;
  }

  /** @returns A folder for one job, which is empty. */
  async folder(out: string, job: string): Promise<string> {
    let own = this.#made.get(out);
    if (!own) {
      own = this.#begin(out);
      // A disk may have room again.
      own.catch(() => this.#made.delete(out));
      this.#made.set(out, own);
    }
    const folder = path.join(await own, job);
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    return folder;
  }

  /** At the end: also what workers left that were killed meanwhile. */
  async remove(): Promise<void> {
    for (const own of this.#made.values()) {
      const folder = await own.catch(() => undefined);
      if (folder) await rm(folder, { recursive: true, force: true });
    }
    const outs = new Set(this.#made.keys());
    if (this.#out !== undefined) outs.add(this.#out);
    // Tidying fails no worker: the next one tries again.
    for (const out of outs) await removeLeftovers(out).catch(() => {});
  }

  async #begin(out: string): Promise<string> {
    await mkdir(out, { recursive: true });
    await removeLeftovers(out);
    const folder = path.join(out, `${PREFIX}${this.#worker}`);
    await mkdir(folder, { recursive: true });
    const { pid } = process;
    const owner: Owner = {
      ...{ host: hostname(), pid, started: await processStart(pid), since: new Date().toISOString() },
    };
    await writeFileAtomic(path.join(folder, OWNER), new TextEncoder().encode(json(owner)));
    return folder;
  }
}

/** Of workers that were killed. */
async function removeLeftovers(out: string): Promise<void> {
  for (const name of await readdir(out)) {
    const folder = path.join(out, name);
    if (name.startsWith(PREFIX) && (await isLeft(folder))) await rm(folder, { recursive: true, force: true });
  }
}

async function isLeft(folder: string): Promise<boolean> {
  const made = (await stat(folder).catch(() => undefined))?.mtime ?? new Date();
  const text = await readFile(path.join(folder, OWNER), 'utf8').catch(() => '');
  try {
    const { host, pid, started, since } = JSON.parse(text) as Owner;
    if (host === hostname()) return !(await isRunning({ pid, started, since }));
  } catch {
    // It is being made, or its worker was killed while it was: the name is known, and no more.
    const owner = partsOfWorkerId(path.basename(folder).slice(PREFIX.length));
    if (owner?.host === plainHost(hostname()))
      return !(await isRunning({ pid: owner.pid, since: made.toISOString() }));
  }
  return Date.now() - made.getTime() > FOREIGN_AGE;
}
