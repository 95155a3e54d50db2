import path from 'node:path';
import { CliError } from '../errors.js';
import { type Database, isServer } from './database.js';
import type { Insistence } from './passing-error.js';

/**
 * @param where `postgres://user@host/database`, or a folder that is made where it is absent.
 * @param insistence How long a server that is away is waited for.
 * @throws {CliError} `invalid-argument` for another address, `input` for one where no database answers
 */
export async function openDatabase(where: string, insistence: Insistence): Promise<Database> {
  if (isServer(where)) {
    if (!URL.canParse(where)) {
      throw new CliError(
        'invalid-argument',
        'The address of the queue is none: it is written as postgres://user@host:5432/database.',
      );
    }
    const { openPostgres } = await import('./postgres.js');
    return openPostgres(where, insistence);
  }
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(where)) {
    throw new CliError(
      'invalid-argument',
      `The queue '${where}': it is a folder, or the address of a PostgreSQL database (postgres://...).`,
    );
  }
  const { openFolder } = await import('./folder-database.js');
  return openFolder(path.resolve(where));
}
