/**
 * The tables of the queue. They hold all that is known of jobs; pg-boss, beside them, hands jobs out and finds workers that
 * died. So pg-boss's own tables can be made anew, by another version of it, without losing a job.
 */
import { CliError } from '../errors.js';
import { type Database, shownQueue } from './database.js';

/** What makes version n of version n - 1; a change of the tables is a new entry, and none is ever altered. */
export const MIGRATIONS: readonly string[] = [
  `CREATE TABLE miniseg.job (
     key text PRIMARY KEY,
     ticket uuid NOT NULL UNIQUE,
     lane text NOT NULL,
     name text NOT NULL,
     input jsonb NOT NULL,
     priority int NOT NULL DEFAULT 0,
     state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'active', 'done', 'failed', 'canceled')),
     submitted timestamptz NOT NULL DEFAULT now(),
     started timestamptz,
     ended timestamptz,
     beat timestamptz,
     attempts int NOT NULL DEFAULT 0,
     worker text,
     host text,
     progress real NOT NULL DEFAULT 0,
     stage text,
     note text,
     result jsonb
   );
   CREATE INDEX ON miniseg.job (lane, priority DESC) WHERE state = 'waiting';
   CREATE INDEX ON miniseg.job (state, submitted);
   CREATE TABLE miniseg.worker (
     id text PRIMARY KEY,
     host text NOT NULL,
     pid int NOT NULL,
     version text NOT NULL,
     started timestamptz NOT NULL DEFAULT now(),
     beat timestamptz NOT NULL DEFAULT now()
   );`,
  `CREATE TABLE miniseg.place (
     resource text NOT NULL,
     number int NOT NULL,
     worker text NOT NULL,
     until timestamptz NOT NULL,
     PRIMARY KEY (resource, number)
   );`,
];

/** Of all processes that may do this at once, one at a time does. */
const LOCK = 7_264_338;

/**
 * Makes the tables, or brings them to the version of this program.
 *
 * @param boss The version of pg-boss that a new queue is made for.
 * @returns The version of pg-boss that hands out the jobs of this queue.
 * @throws {CliError} `input` for tables of a newer program
 */
export async function prepareTables(
  database: Database,
  where: string,
  boss: number,
  migrations: readonly string[] = MIGRATIONS,
): Promise<number> {
  // One statement, and so one transaction.
  const steps = migrations.map(
    (step, index) =>
      `IF at < ${index + 1} THEN ${step} UPDATE miniseg.meta SET version = ${index + 1}; END IF;`,
  );
  await database.execute(`DO $migrate$
    DECLARE at int;
    BEGIN
      PERFORM pg_advisory_xact_lock(${LOCK});
      CREATE SCHEMA IF NOT EXISTS miniseg;
      CREATE TABLE IF NOT EXISTS miniseg.meta (
        one boolean PRIMARY KEY DEFAULT true CHECK (one),
        version int NOT NULL,
        boss int NOT NULL,
        swept timestamptz NOT NULL DEFAULT 'epoch',
        kept timestamptz NOT NULL DEFAULT 'epoch'
      );
      INSERT INTO miniseg.meta (version, boss) VALUES (0, ${boss}) ON CONFLICT DO NOTHING;
      SELECT version INTO at FROM miniseg.meta;
      ${steps.join('\n')}
    END $migrate$`);
  const { rows } = await database.execute('SELECT version, boss FROM miniseg.meta', []);
  const [{ version, boss: chosen }] = rows;
  if (version > migrations.length) {
    throw new CliError(
      'input',
      `The queue ${shownQueue(where)} has tables of version ${version}, and this program knows version ${migrations.length}. ` +
        'Update miniseg on this machine.',
    );
  }
  return chosen;
}
