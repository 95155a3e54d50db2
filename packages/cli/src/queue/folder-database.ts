/**
 * Tables in a folder, without a server: PGlite, which one process at a time can open. The first process that comes opens
 * it, and serves the others of this machine on the loopback; when it ends, or is killed, another takes its place.
 */
import { chmod, mkdir, readFile, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { writeFileAtomic } from '@miniseg/checkpoints/node';
import { TrainError } from '@miniseg/train';
import { lockFolder } from '@miniseg/train/node';
import { CliError } from '../errors.js';
import type { Database, Rows } from './database.js';
import { askOwner, type OwnerAddress, OwnerGone, serveDatabase } from './folder-server.js';

const ADDRESS = 'address.json';
/** To open it for the first time takes seconds, and many on a busy machine. */
const PATIENCE = 120_000;

/** One of the two ways to the tables. */
interface Way extends Database {
  owner: boolean;
}

/** @throws {CliError} `input` for a folder that cannot be used, or that another machine uses */
export async function openFolder(folder: string): Promise<Database> {
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((cause: Error) => {
    throw new CliError('input', `The queue '${folder}' cannot be used: ${cause.message}. Name a folder.`, {
      cause,
    });
  });
  let way: Promise<Way> | undefined;
  const current = () => {
    way ??= findWay(folder).catch((error) => {
      way = undefined;
      throw error;
    });
    return way;
  };
  await current();
  return {
    execute: async (text, values) => {
      for (;;) {
        const used = current();
        try {
          return await (await used).execute(text, values);
        } catch (error) {
          if (!(error instanceof OwnerGone)) throw error;
          if (way === used) way = undefined;
          // Whether the statement was done is not known, as after any connection that broke: the caller decides.
          if (error.begun) throw error;
        }
      }
    },
    close: async () => {
      const used = await way?.catch(() => undefined);
      way = undefined;
      await used?.close();
    },
  };
}

async function findWay(folder: string): Promise<Way> {
  const since = performance.now();
  for (;;) {
    const unlock = await lockFolder(folder).catch((error) => {
      if (TrainError.isInstance(error) && error.code === 'locked') return undefined;
      throw new CliError('input', `The queue '${folder}' cannot be used: ${(error as Error).message}`, {
        cause: error,
      });
    });
    if (unlock) return own(folder, unlock);
    const address = await readAddress(folder);
    if (address && address.host !== hostname()) {
      throw new CliError(
        'input',
        `The queue '${folder}' is in use on '${address.host}', and a folder serves the processes of one machine. For more ` +
          'machines, give --queue a PostgreSQL database (postgres://...).',
      );
    }
    if (address) {
      const guest: Way = {
        owner: false,
        execute: (...call) => askOwner(address, ...call),
        close: async () => {},
      };
      if (
        await guest.execute('SELECT 1').then(
          () => true,
          () => false,
        )
      )
        return guest;
    }
    if (performance.now() - since > PATIENCE) {
      throw new CliError(
        'input',
        `The queue '${folder}' is held by a process that does not answer. Stop it, or choose another folder.`,
      );
    }
    await setTimeout(100);
  }
}

async function own(folder: string, unlock: () => Promise<void>): Promise<Way> {
  const file = path.join(folder, ADDRESS);
  try {
    await rm(file, { force: true });
    const { PGlite } = await import('@electric-sql/pglite');
    const database = await PGlite.create(path.join(folder, 'tables'));
    let last: Promise<unknown> = Promise.resolve();
    const execute = (text: string, values?: readonly unknown[]): Promise<Rows> => {
      // One after the other: a transaction that an error left open has to be closed before the next begins.
      const next = last.then(async () => {
        if (values) return database.query<Record<string, unknown>>(text, [...values]);
        try {
          return { rows: (await database.exec(text)).flatMap(({ rows }) => rows) };
        } catch (error) {
          await database.exec('ROLLBACK');
          throw error;
        }
      });
      last = next.catch(() => {});
      return next;
    };
    const server = await serveDatabase(execute);
    const address: OwnerAddress = { host: hostname(), port: server.port, token: server.token };
    await writeFileAtomic(file, new TextEncoder().encode(JSON.stringify(address)));
    await chmod(file, 0o600);
    return {
      owner: true,
      execute,
      close: async () => {
        await rm(file, { force: true });
        await server.close();
        await last;
        await database.close();
        await unlock();
      },
    };
  } catch (cause) {
    await unlock();
    throw new CliError(
      'input',
      `The queue '${folder}' cannot be opened: ${(cause as Error).message}. Its tables may come from another version of ` +
        'PGlite, or be damaged; a new folder works, and results that are there are not made twice.',
      { cause },
    );
  }
}

async function readAddress(folder: string): Promise<OwnerAddress | undefined> {
  try {
    const { host, port, token } = JSON.parse(await readFile(path.join(folder, ADDRESS), 'utf8'));
    return typeof host === 'string' && Number.isInteger(port) && typeof token === 'string'
      ? { host, port, token }
      : undefined;
  } catch {
    return undefined;
  }
}
