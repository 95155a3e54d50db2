/**
 * pg-boss, which hands jobs out, each to one worker, in the order of their priority, again after a failure, and again after
 * a worker that gives no sign of life. Its versions differ in names and in how they notice dead workers; this file is all
 * that knows it. Version 12 needs Node 22 and has heartbeats; 10 runs on Node 20, and knows an age at which a job that was
 * taken expires, which a heartbeat here puts off.
 */
import { CliError } from '../errors.js';
import { beginTogether } from './begin-together.js';
import type { Database, Rows } from './database.js';

export type BossVersion = 10 | 12;

/** A job as pg-boss has it: the ticket says which. */
export interface Ticket {
  ticket: string;
  priority: number;
}

interface Statement {
  text: string;
  values: readonly unknown[];
}

export interface Dispatcher {
  /** Of pg-boss's tables. `<schema>.job` has `name` (the lane), `id` (the ticket) and `state`. */
  readonly schema: string;
  /** Seconds without a sign of life. */
  readonly lostAfter: number;
  /** What an UPDATE of `<schema>.job` sets for a sign of life, which holds for as long as `lostAfter`. */
  readonly signOfLife: string;
  send(lane: string, tickets: readonly Ticket[]): Promise<void>;
  /**
   * The next job, which has to be beaten for from now on.
   *
   * @param then What is done with it by the same statement: what follows on `WITH taken AS (...), `, where `taken` has `id`,
   *   the ticket, and in the column `patience` how many seconds it is kept; its values begin at `$first`.
   * @returns What that statement returns; it has no row where nothing waits.
   */
  take(lane: string, then: (first: number, patience: string) => Statement): Promise<Rows['rows']>;
  beat(lane: string, tickets: readonly string[]): Promise<void>;
  complete(lane: string, tickets: readonly string[]): Promise<void>;
  /** It is handed out again later, or, after too many tries, not any more. */
  fail(lane: string, ticket: string): Promise<void>;
  cancel(lane: string, ticket: string): Promise<void>;
  /** Takes jobs from workers that gave no sign of life for too long. */
  expire(): Promise<void>;
  /** Clears what pg-boss remembers of jobs that ended. */
  clear(): Promise<void>;
  stop(): Promise<void>;
}

/** Local jobs need only this machine's files; those of an archive are fetched while others compute. */
export const LANES = ['local', 'archive'] as const;
export type Lane = (typeof LANES)[number];

/** After so many tries a job counts as failed; the last pauses are hours long. */
const RETRIES = { retryLimit: 12, retryDelay: 2, retryBackoff: true };
const HOUR = 3600;

/** What both versions have. */
interface Boss {
  on(event: 'error', listener: (error: Error) => void): unknown;
  start(): Promise<unknown>;
  stop(options: { graceful: boolean; timeout: number }): Promise<void>;
  createQueue(name: string, options?: object): Promise<void>;
  fetch(name: string, options: object): Promise<unknown>;
  complete(name: string, ids: string[]): Promise<unknown>;
  fail(name: string, id: string): Promise<unknown>;
  cancel(name: string, id: string): Promise<unknown>;
}
interface Boss10 extends Boss {
  insert(jobs: object[]): Promise<unknown>;
  expire(): Promise<void>;
  maintain(): Promise<unknown>;
}
interface Boss12 extends Boss {
  insert(name: string, jobs: object[]): Promise<unknown>;
  supervise(name: string): Promise<void>;
}

/** The newest that runs on this Node. */
export function newestBoss(node: string = process.versions.node): BossVersion {
  const [major, minor] = node.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 12) ? 12 : 10;
}

/** pg-boss keeps the tables of each of its versions in a schema of its own. */
export const bossSchema = (version: BossVersion): string => `miniseg_boss${version}`;

export interface DispatcherOptions {
  database: Database;
  /** A job is taken from a worker that gave no sign of life for so many seconds. */
  lostAfter: number;
  onError(error: Error): void;
}

/** @throws {CliError} `input` where this version of pg-boss does not run here */
export async function startDispatcher(
  version: BossVersion,
  { database, lostAfter, onError }: DispatcherOptions,
): Promise<Dispatcher> {
  const schema = bossSchema(version);
  const db = {
    executeSql: (text: string, values?: unknown[]): Promise<Rows> =>
      database.execute(text, values?.length ? values : undefined),
  };
  const all = { db, schema, schedule: false, supervise: false, migrate: true };
  const common = { schema, database, lostAfter };
  return version === 12
    ? startTwelve(await start<Boss12>(version, { ...all, ...TWELVE }, onError), common)
    : startTen(
        await start<Boss10>(version, { ...all, ...TEN }, onError, () => database.execute(ordered(schema))),
        common,
      );
}

/** Version 10 sorts all jobs that wait to find the first; by this index the first is found at once, of a million, too. */
const ordered = (schema: string) => `DO $$ BEGIN IF to_regclass('${schema}.miniseg_order') IS NULL THEN
    CREATE INDEX miniseg_order ON ${schema}.job (name, priority DESC, created_on, id) WHERE state < 'active';
  END IF; END $$`;
const TWELVE = {
  // So that a sweep finds dead workers whenever it is asked for.
  monitorIntervalSeconds: 1,
  maintenanceIntervalSeconds: 600,
  registerInstance: false,
  reindex: false,
};
const TEN = { archiveCompletedAfterSeconds: HOUR, archiveFailedAfterSeconds: HOUR, deleteAfterHours: 1 };

async function start<Kind extends Boss>(
  version: BossVersion,
  options: object,
  onError: (error: Error) => void,
  prepare?: () => Promise<unknown>,
): Promise<Kind> {
  // Version 12 is not installed where Node is too old for it.
  const name = `pg-boss-${version}`;
  const module = await import(name).catch((cause: Error) => {
    throw new CliError(
      'input',
      `pg-boss ${version}, which hands out the jobs of this queue, is not installed here: ${cause.message}. Install ` +
        '@miniseg/cli again with the Node that runs it.',
      { cause },
    );
  });
  const PgBoss = module.PgBoss ?? module.default;
  return beginTogether(async () => {
    const boss: Kind = new PgBoss(options);
    boss.on('error', onError);
    await boss.start();
    for (const lane of LANES) await boss.createQueue(lane, RETRIES_OF[version]);
    await prepare?.();
    return boss;
  });
}

/** Jobs that wait are kept for as long as it takes: a large archive takes months. */
const RETRIES_OF = {
  10: { ...RETRIES, retentionDays: 3650 },
  12: { ...RETRIES, retentionSeconds: 3650 * 24 * HOUR, deleteAfterSeconds: HOUR },
} as const;

interface Common {
  schema: string;
  database: Database;
  lostAfter: number;
}

/** @param patience The column in which a job that was fetched has how long it is kept. */
function shared(
  boss: Boss,
  { schema, database, lostAfter }: Common,
  { signOfLife, patience }: { signOfLife: string; patience: string },
) {
  return {
    schema,
    lostAfter,
    signOfLife,
    take: async (lane: string, then: (first: number, patience: string) => Statement) => {
      let rows: Rows['rows'] = [];
      let failure: unknown;
      const executeSql = async (text: string, values: readonly unknown[] = []): Promise<Rows> => {
        const more = then(values.length + 1, patience);
        try {
          const all = [...values, ...more.values];
          rows = (await database.execute(`WITH taken AS (${text}), ${more.text}`, all)).rows;
        } catch (error) {
          failure = error;
        }
        return { rows: [] };
      };
      await boss.fetch(lane, { batchSize: 1, db: { executeSql } });
      // It would keep the failure to itself.
      if (failure !== undefined) throw failure;
      return rows;
    },
    beat: async (lane: string, tickets: readonly string[]) => {
      await database.execute(
        `UPDATE ${schema}.job SET ${signOfLife} WHERE name = $1 AND id = ANY($2::uuid[]) AND state = 'active'`,
        [lane, [...tickets]],
      );
    },
    complete: async (lane: string, tickets: readonly string[]) =>
      void (await boss.complete(lane, [...tickets])),
    fail: async (lane: string, ticket: string) => void (await boss.fail(lane, ticket)),
    cancel: async (lane: string, ticket: string) => void (await boss.cancel(lane, ticket)),
    stop: () => boss.stop({ graceful: false, timeout: 1000 }),
  };
}

function startTen(boss: Boss10, common: Common): Dispatcher {
  const { lostAfter } = common;
  const signOfLife = `started_on = now(), expire_in = ${lostAfter} * interval '1 s'`;
  return {
    ...shared(boss, common, { signOfLife, patience: '"expireInSeconds"' }),
    send: async (lane, tickets) => {
      const jobs = tickets.map(({ ticket, priority }) => ({ id: ticket, name: lane, priority }));
      if (jobs.length > 0)
        await boss.insert(jobs.map((job) => ({ ...job, expireInSeconds: lostAfter, ...RETRIES })));
    },
    expire: () => boss.expire(),
    clear: async () => void (await boss.maintain()),
  };
}

function startTwelve(boss: Boss12, common: Common): Dispatcher {
  const { lostAfter } = common;
  // A training may take days; whether its worker lives is what heartbeats are for.
  const sent = { ...RETRIES, heartbeatSeconds: lostAfter, expireInSeconds: 365 * 24 * HOUR };
  const signOfLife = `heartbeat_on = now(), heartbeat_seconds = ${lostAfter}`;
  // Of a list of names it would look after none, without a word.
  const supervise = async () => {
    for (const lane of LANES) await boss.supervise(lane);
  };
  return {
    ...shared(boss, common, { signOfLife, patience: '"heartbeatSeconds"' }),
    send: async (lane, tickets) => {
      const jobs = tickets.map(({ ticket, priority }) => ({ id: ticket, priority, ...sent }));
      if (jobs.length > 0) await boss.insert(lane, jobs);
    },
    expire: supervise,
    clear: supervise,
  };
}
