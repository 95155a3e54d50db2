/**
 * pg-boss, which hands jobs out, each to one worker, in the order of their priority, again after a failure, and again after
 * a worker that gives no sign of life. Its versions differ in names and in how they notice dead workers; this file is all
 * that knows it. Version 12 needs Node 22 and has heartbeats; 10 runs on Node 20, and knows an age at which a job that was
 * taken expires, which a heartbeat here puts off.
 */
import { setTimeout } from 'node:timers/promises';
import { CliError } from '../errors.js';
import type { Database, Rows } from './database.js';

export type BossVersion = 10 | 12;

/** A job as pg-boss has it: the ticket says which. */
export interface Ticket {
  ticket: string;
  priority: number;
}

export interface Dispatcher {
  /** Of pg-boss's tables. `<schema>.job` has `name` (the lane), `id` (the ticket) and `state`. */
  readonly schema: string;
  send(lane: string, tickets: readonly Ticket[]): Promise<void>;
  /** @returns The ticket of the next job, which has to be beaten for from now on. */
  take(lane: string): Promise<string | undefined>;
  /** Signs of life, for as long as `lostAfter`. */
  beat(lane: string, tickets: readonly string[]): Promise<void>;
  complete(lane: string, ticket: string): Promise<void>;
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
  fetch(name: string): Promise<{ id: string }[]>;
  complete(name: string, id: string): Promise<unknown>;
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
  touch(name: string, ids: string[]): Promise<unknown>;
  supervise(names: string[]): Promise<void>;
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
  const shared = { db, schema, schedule: false, supervise: false, migrate: true };
  return version === 12
    ? startTwelve(
        await start<Boss12>(version, { ...shared, ...TWELVE }, onError),
        schema,
        database,
        lostAfter,
      )
    : startTen(await start<Boss10>(version, { ...shared, ...TEN }, onError), schema, database, lostAfter);
}

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
  return begin(async () => {
    const boss: Kind = new PgBoss(options);
    boss.on('error', onError);
    await boss.start();
    for (const lane of LANES) await boss.createQueue(lane, RETRIES_OF[version]);
    return boss;
  });
}

/** What PostgreSQL says where something is there already, or two make it at once. */
const THERE = ['23505', '42P06', '42P07', '42710', '42723', '40P01'];

/** Of several processes that find no tables and make them, one succeeds; the others find them the next time. */
async function begin<Kind>(start: () => Promise<Kind>, tries = 10): Promise<Kind> {
  try {
    return await start();
  } catch (error) {
    if (tries === 0 || !THERE.includes(String((error as { code?: unknown }).code))) throw error;
    await setTimeout(200);
    return begin(start, tries - 1);
  }
}

/** Jobs that wait are kept for as long as it takes: a large archive takes months. */
const RETRIES_OF = {
  10: { ...RETRIES, retentionDays: 3650 },
  12: { ...RETRIES, retentionSeconds: 3650 * 24 * HOUR, deleteAfterSeconds: HOUR },
} as const;

function shared(boss: Boss, schema: string) {
  return {
    schema,
    take: async (lane: string) => {
      const [job] = (await boss.fetch(lane)) ?? [];
      return job?.id;
    },
    complete: async (lane: string, ticket: string) => void (await boss.complete(lane, ticket)),
    fail: async (lane: string, ticket: string) => void (await boss.fail(lane, ticket)),
    cancel: async (lane: string, ticket: string) => void (await boss.cancel(lane, ticket)),
    stop: () => boss.stop({ graceful: false, timeout: 1000 }),
  };
}

function startTen(boss: Boss10, schema: string, database: Database, lostAfter: number): Dispatcher {
  return {
    ...shared(boss, schema),
    send: async (lane, tickets) => {
      const jobs = tickets.map(({ ticket, priority }) => ({ id: ticket, name: lane, priority }));
      if (jobs.length > 0)
        await boss.insert(jobs.map((job) => ({ ...job, expireInSeconds: lostAfter, ...RETRIES })));
    },
    beat: async (lane, tickets) => {
      if (tickets.length === 0) return;
      await database.execute(
        `UPDATE ${schema}.job SET started_on = now(), expire_in = $3 * interval '1 s'
         WHERE name = $1 AND id = ANY($2::uuid[]) AND state = 'active'`,
        [lane, [...tickets], lostAfter],
      );
    },
    expire: () => boss.expire(),
    clear: async () => void (await boss.maintain()),
  };
}

function startTwelve(boss: Boss12, schema: string, database: Database, lostAfter: number): Dispatcher {
  // A training may take days; whether its worker lives is what heartbeats are for.
  const sent = { ...RETRIES, heartbeatSeconds: lostAfter, expireInSeconds: 365 * 24 * HOUR };
  return {
    ...shared(boss, schema),
    send: async (lane, tickets) => {
      const jobs = tickets.map(({ ticket, priority }) => ({ id: ticket, priority, ...sent }));
      if (jobs.length > 0) await boss.insert(lane, jobs);
    },
    beat: async (lane, tickets) => {
      if (tickets.length === 0) return;
      await boss.touch(lane, [...tickets]);
      // They may have been sent by a process with another idea of patience.
      await database.execute(
        `UPDATE ${schema}.job SET heartbeat_seconds = $3
         WHERE name = $1 AND id = ANY($2::uuid[]) AND heartbeat_seconds IS DISTINCT FROM $3`,
        [lane, [...tickets], lostAfter],
      );
    },
    expire: () => boss.supervise([...LANES]),
    clear: () => boss.supervise([...LANES]),
  };
}
