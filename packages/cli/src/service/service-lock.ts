/** One service for one results folder. */
import { open, readFile, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { isRunning, processStart } from '@miniseg/checkpoints/node';
import { CliError } from '../errors.js';

const LOCK = '.miniseg-service.json';

/** The process that has the folder. Numbers of processes are used again, so it says when it began, too. */
interface Owner {
  pid: number;
  started?: string;
  since: string;
}

/**
 * Takes the folder, also from a service of this machine that was killed.
 *
 * @returns What gives it back.
 * @throws {CliError} `output` where another service has it
 */
export async function lockResults(out: string): Promise<() => Promise<void>> {
  const file = path.join(out, LOCK);
  for (let tries = 0; tries < 2; tries++) {
    const handle = await open(file, 'wx').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return undefined;
      throw new CliError('output', `The folder '${out}' cannot be written: ${error.message}.`);
    });
    if (handle) {
      const { pid } = process;
      const owner: Owner = { pid, started: await processStart(pid), since: new Date().toISOString() };
      await handle.writeFile(JSON.stringify({ ...owner, host: hostname() }));
      await handle.close();
      return () => rm(file, { force: true });
    }
    const owner = await readFile(file, 'utf8').then(JSON.parse, () => ({}));
    if (owner?.host !== hostname() || (await isAlive(owner))) {
      throw new CliError(
        'output',
        `Another service (process ${owner?.pid ?? '?'} on ${owner?.host ?? '?'}) writes into '${out}'. Stop it, choose another --out, or delete '${file}' if it is gone.`,
      );
    }
    await rm(file, { force: true });
  }
  throw new CliError('output', `Another service took '${out}' at the same moment. Choose another --out.`);
}

/** What the file says, which somebody else may have written: then nobody is known to be alive. */
async function isAlive({ pid, started, since }: Partial<Owner>): Promise<boolean> {
  const known = Number.isSafeInteger(pid) && Number(pid) > 0 && !Number.isNaN(Date.parse(String(since)));
  return known && isRunning({ pid: Number(pid), started: started && String(started), since: String(since) });
}
