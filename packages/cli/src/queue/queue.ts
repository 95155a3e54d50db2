/** Jobs that any number of processes and machines submit and do, each once. */
import { CliError } from '../errors.js';
import { type Database, shownQueue } from './database.js';
import {
  type BossVersion,
  bossSchema,
  type Dispatcher,
  type Lane,
  newestBoss,
  startDispatcher,
} from './dispatcher.js';
import { EndedTickets } from './ended-tickets.js';
import type { Job, JobResult, NewJob, TakenJob } from './job.js';
import { JobLists } from './job-lists.js';
import { JOB_COLUMNS, jobOf } from './job-rows.js';
import { openDatabase } from './open-database.js';
import { insist } from './passing-error.js';
import { Places } from './places.js';
import { type Submitted, submitJobs } from './submit-jobs.js';
import { prepareTables } from './tables.js';
import { JobTaking } from './take-job.js';
import { ticketId } from './ticket-id.js';
import { leaveOldBoss, Upkeep } from './upkeep.js';
import type { WorkerName } from './worker-name.js';

export interface QueueOptions {
  /** A worker without a sign of life for so many seconds loses its jobs. Default 60. */
  lostAfter?: number;
  /** Hands the jobs over to the newest pg-boss that runs on this Node. */
  upgrade?: boolean;
  /** For what happens beside the calls. */
  log?: (line: string) => void;
}

/** What a worker says of a job with each sign of life. */
export interface JobBeat extends Pick<TakenJob, 'key' | 'ticket' | 'lane' | 'attempts'> {
  progress: number;
  stage: string;
}

export const LOST_AFTER = 60;
/** Milliseconds that a database server may take to restart while a program begins; a wrong address is told of then. */
const RESTART = 30_000;

export class Queue {
  /** What is known of jobs. */
  readonly jobs: JobLists;
  readonly places: Places;
  readonly #database: Database;
  readonly #dispatcher: Dispatcher;
  readonly #upkeep: Upkeep;
  readonly #taking: JobTaking;
  readonly #ended: EndedTickets;

  private constructor(
    /** Its name in messages. */
    readonly shown: string,
    readonly boss: BossVersion,
    readonly lostAfter: number,
    { database, dispatcher }: { database: Database; dispatcher: Dispatcher },
  ) {
    this.#database = database;
    this.#dispatcher = dispatcher;
    this.#upkeep = new Upkeep(database, dispatcher, lostAfter);
    this.#taking = new JobTaking(database, dispatcher);
    this.#ended = new EndedTickets(dispatcher);
    this.jobs = new JobLists(database, lostAfter);
    this.places = new Places(database, lostAfter);
  }

  /**
   * @param where A folder, or the address of a PostgreSQL database.
   * @throws {CliError} `invalid-argument` or `input` where it cannot be used
   */
  static async open(where: string, options: QueueOptions = {}): Promise<Queue> {
    const { log } = options;
    const onWait = (error: Error) => log?.(`the queue does not answer, waiting for it: ${error.message}`);
    // Where nobody can be told why it takes so long, nothing is waited for.
    const database = await openDatabase(where, { onWait, patience: log ? RESTART : 0 });
    try {
      return await insist(() => Queue.#begin(database, where, options), { onWait });
    } catch (error) {
      await database.close();
      throw error;
    }
  }

  /** What was done of it already is found, and not done again. */
  static async #begin(database: Database, where: string, options: QueueOptions): Promise<Queue> {
    const { lostAfter = LOST_AFTER, upgrade = false, log = () => {} } = options;
    const shown = shownQueue(where);
    const newest = newestBoss();
    const chosen = (await prepareTables(database, where, newest)) as BossVersion;
    if (chosen > newest) {
      throw new CliError(
        'input',
        `The queue ${shown} is handed out by pg-boss ${chosen}, which needs Node 22.12, and this is Node ` +
          `${process.versions.node}. Run this with a newer Node.`,
      );
    }
    const boss = upgrade && chosen < newest ? newest : chosen;
    if (boss !== chosen) await leaveOldBoss(database, shown, boss, lostAfter);
    const onError = (error: Error) => log(`pg-boss: ${error.message}`);
    const dispatcher = await startDispatcher(boss, { database, lostAfter, onError });
    const queue = new Queue(shown, boss, lostAfter, { database, dispatcher });
    if (boss !== chosen) {
      await queue.#upkeep.dispatchLost(0);
      await database.execute(`DROP SCHEMA IF EXISTS ${bossSchema(chosen)} CASCADE`);
    }
    return queue;
  }

  async close(): Promise<void> {
    await this.#ended.tell().catch(() => {});
    await this.#dispatcher.stop().catch(() => {});
    await this.#database.close().catch(() => {});
  }

  /** Takes jobs in; of those that are known, only what failed or was canceled is done again. */
  async submit(jobs: readonly NewJob[]): Promise<Submitted> {
    const counts = await submitJobs(this.#database, this.#upkeep, jobs);
    await this.#settle();
    return counts;
  }

  /** @returns undefined where nothing waits in these lanes; the one whose job is the most urgent comes first */
  take(worker: WorkerName, lanes: readonly Lane[]): Promise<TakenJob | undefined> {
    return this.#taking.take(worker, lanes);
  }

  /**
   * One sign of life of a worker and all of its jobs.
   *
   * @returns The keys of those that it is to stop: canceled, or somebody else's
   */
  async beat(worker: WorkerName, jobs: readonly JobBeat[]): Promise<Set<string>> {
    const { schema, signOfLife } = this.#dispatcher;
    const { rows } = await this.#database.execute(
      `WITH living AS (
         INSERT INTO miniseg.worker (id, host, pid, version) VALUES ($2, $3, $4, $5)
         ON CONFLICT (id) DO UPDATE SET beat = now()),
       new AS (SELECT * FROM jsonb_to_recordset($1::jsonb) AS new(key text, attempts int, progress real, stage text)),
       alive AS (
         UPDATE miniseg.job SET beat = now(), progress = new.progress, stage = new.stage FROM new
         WHERE job.key = new.key AND job.worker = $2 AND job.attempts = new.attempts AND job.state = 'active'
         RETURNING job.key, job.lane, job.ticket),
       told AS (
         UPDATE ${schema}.job AS sent SET ${signOfLife} FROM alive
         WHERE sent.name = alive.lane AND sent.id = alive.ticket AND sent.state = 'active')
       SELECT key FROM alive`,
      [JSON.stringify(jobs), worker.id, worker.host, worker.pid, worker.version],
    );
    await this.#ended.tell();
    const own = new Set(rows.map(({ key }) => key));
    return new Set(jobs.map(({ key }) => key).filter((key) => !own.has(key)));
  }

  /** Of several workers that did the same, the first to say so has. @returns Whether this one was it */
  async done(job: TakenJob, result: JobResult): Promise<boolean> {
    const { rows } = await this.#database.execute(
      `UPDATE miniseg.job SET state = 'done', result = $2::jsonb, ended = now(), progress = 1, stage = NULL, note = NULL
       WHERE key = $1 AND state IN ('waiting', 'active', 'failed') RETURNING key`,
      [job.key, JSON.stringify(result)],
    );
    this.#ended.add(job.lane, job.ticket);
    return rows.length > 0;
  }

  /** @param final Whether another try would end in the same way. */
  async failed(worker: WorkerName, job: TakenJob, reason: string, final: boolean): Promise<void> {
    const { rows } = await this.#database.execute(
      `UPDATE miniseg.job SET state = $4, note = $5, ended = CASE WHEN $4 = 'failed' THEN now() END, stage = NULL
       WHERE key = $1 AND worker = $2 AND attempts = $3 AND state = 'active' RETURNING key`,
      [job.key, worker.id, job.attempts, final ? 'failed' : 'waiting', reason],
    );
    // Somebody else has it meanwhile.
    if (rows.length === 0) return;
    if (final) return this.#dispatcher.complete(job.lane, [job.ticket]);
    await this.#dispatcher.fail(job.lane, job.ticket);
    await this.#upkeep.buryDead();
  }

  /** Gives a job back that was not done, to be taken by anybody at once. */
  async release(worker: WorkerName, job: TakenJob): Promise<void> {
    const { rows } = await this.#database.execute(
      `UPDATE miniseg.job SET state = 'waiting', ticket = $4, attempts = attempts - 1, stage = NULL
       WHERE key = $1 AND worker = $2 AND attempts = $3 AND state = 'active' RETURNING ticket, lane, priority`,
      [job.key, worker.id, job.attempts, ticketId()],
    );
    if (rows.length === 0) return;
    await this.#upkeep.send(rows);
    await this.#dispatcher.complete(job.lane, [job.ticket]);
  }

  /** @returns False where there is no such job, or it ended */
  async cancel(key: string): Promise<boolean> {
    const { rows } = await this.#database.execute(
      `UPDATE miniseg.job SET state = 'canceled', ended = now(), stage = NULL
       WHERE key = $1 AND state IN ('waiting', 'active') RETURNING ticket, lane`,
      [key],
    );
    for (const { lane, ticket } of rows) await this.#dispatcher.cancel(lane, ticket);
    await this.#settle();
    return rows.length > 0;
  }

  /** Of a job that ended, nothing is known any more. @returns What was known; undefined where it has not ended */
  async forget(key: string): Promise<Job | undefined> {
    const { rows } = await this.#database.execute(
      `DELETE FROM miniseg.job WHERE key = $1 AND state IN ('done', 'failed', 'canceled') RETURNING ${JOB_COLUMNS}`,
      [key],
    );
    return rows[0] && jobOf(rows[0]);
  }

  /** Takes jobs from dead workers: all workers call it often, and one of them does it. */
  sweep(): Promise<void> {
    return this.#upkeep.sweep();
  }

  /** Of a worker that ends. */
  async leave(worker: WorkerName): Promise<void> {
    await this.#ended.tell().catch(() => {});
    await this.#database.execute('DELETE FROM miniseg.place WHERE worker = $1', [worker.id]);
    await this.#database.execute('DELETE FROM miniseg.worker WHERE id = $1', [worker.id]);
  }

  /** Waits until all that was written until now is on the disk of the database. */
  async #settle(): Promise<void> {
    await this.#database.execute(
      `DO $$ BEGIN PERFORM set_config('synchronous_commit', 'on', true); UPDATE miniseg.meta SET one = true; END $$`,
    );
  }
}
