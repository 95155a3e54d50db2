/** Tables on a PostgreSQL server. */
import pg from 'pg';
import { CliError } from '../errors.js';
import { type Database, type Rows, shownQueue } from './database.js';
import { type Insistence, insist } from './passing-error.js';
import { PreparedNames } from './prepared.js';

/** A worker needs few: one for what it does, others for signs of life meanwhile. */
const CONNECTIONS = 4;
const PATIENCE = 10_000;
/** Behind a pooler the next statement may come to another connection, which does not know the name, or knows it already. */
const POOLED = ['26000', '42P05'];

/**
 * @param insistence How long a server that is away is waited for.
 * @throws {CliError} `input` where no server answers, or it refuses
 */
export async function openPostgres(address: string, insistence: Insistence): Promise<Database> {
  const pool = new pg.Pool({
    connectionString: address,
    max: CONNECTIONS,
    connectionTimeoutMillis: PATIENCE,
    // A server that vanished without a word would be waited for without end.
    query_timeout: 60_000,
    keepAlive: true,
    application_name: 'miniseg',
    // What is lost with a database that crashes is done again, and nothing is done twice by it: nobody has to wait for the
    // disk, but whoever submits.
    onConnect: async (client) => {
      // One that breaks while it is lent rejects its query, and would end this process besides.
      client.on('error', () => {});
      await client.query('SET synchronous_commit = off');
    },
  });
  // A connection that breaks while nobody uses it: the next call makes another.
  pool.on('error', () => {});
  await insist(() => pool.query('SELECT 1'), insistence).catch(async (cause: Error) => {
    await pool.end();
    throw new CliError(
      'input',
      `The queue ${shownQueue(address)} cannot be used: ${cause.message || 'no server answers'}. Check the address, ` +
        'and that the server runs and lets this user in.',
      { cause },
    );
  });
  let prepared: PreparedNames | undefined = new PreparedNames();
  const query = async (text: string, values: unknown[]): Promise<Rows> => {
    const name = prepared?.of(text);
    if (name === undefined) return pool.query(text, values);
    return pool.query({ name, text, values }).catch((error) => {
      if (!POOLED.includes(error.code)) throw error;
      prepared = undefined;
      return pool.query(text, values);
    });
  };
  return {
    execute: async (text, values) => {
      if (values) return query(text, [...values]);
      // Several statements may have begun a transaction that an error left open: such a connection is not used again.
      const client = await pool.connect();
      try {
        const results = await client.query(text);
        client.release();
        return { rows: [results].flat().flatMap(({ rows }) => rows) };
      } catch (error) {
        client.release(true);
        throw error;
      }
    },
    close: () => pool.end(),
  };
}
