/** What mends a queue after deaths of workers, and of whoever submits, between two steps. */
import { CliError } from '../errors.js';
import type { Database } from './database.js';
import { type BossVersion, type Dispatcher, LANES, type Ticket } from './dispatcher.js';

const BATCH = 500;

export class Upkeep {
  readonly #database: Database;
  readonly #dispatcher: Dispatcher;
  readonly #lostAfter: number;

  constructor(database: Database, dispatcher: Dispatcher, lostAfter: number) {
    this.#database = database;
    this.#dispatcher = dispatcher;
    this.#lostAfter = lostAfter;
  }

  /**
   * Takes jobs from dead workers, and mends what a process left that died between two steps. All workers call it often;
   * of all that do, one at a time does it.
   */
  async sweep(): Promise<void> {
    const every = Math.max(1, this.#lostAfter / 4);
    if (!(await this.#isTurn('swept', every))) return;
    await this.#dispatcher.expire();
    await this.buryDead();
    await this.#database.execute(
      `UPDATE miniseg.job SET state = 'waiting', stage = NULL, note = format('its worker on %s gave no sign of life', host)
       WHERE state = 'active' AND beat < now() - $1 * interval '1 s'`,
      [this.#lostAfter],
    );
    if (!(await this.#isTurn('kept', 10 * this.#lostAfter))) return;
    await this.dispatchLost(this.#lostAfter);
    await this.#dispatcher.clear();
    await this.#database.execute(`DELETE FROM miniseg.worker WHERE beat < now() - interval '1 day'`);
  }

  async #isTurn(column: 'swept' | 'kept', seconds: number): Promise<boolean> {
    const { rows } = await this.#database.execute(
      `UPDATE miniseg.meta SET ${column} = now() WHERE ${column} < now() - $1 * interval '1 s' RETURNING one`,
      [seconds],
    );
    return rows.length > 0;
  }

  /** Those that pg-boss has given up after too many tries. */
  async buryDead(): Promise<void> {
    await this.#database.execute(
      `UPDATE miniseg.job SET state = 'failed', ended = now(), stage = NULL,
         note = concat('given up after ', job.attempts, ' tries: ', coalesce(job.note, 'its workers gave no sign of life'))
       FROM ${this.#dispatcher.schema}.job AS sent
       WHERE sent.name = job.lane AND sent.id = job.ticket AND sent.state = 'failed' AND job.state IN ('waiting', 'active')`,
    );
  }

  /** Jobs of which pg-boss does not know: whoever submitted them died before it was told, or its tables are new. */
  async dispatchLost(olderSeconds: number): Promise<void> {
    for (;;) {
      const { rows } = await this.#database.execute(
        `WITH lost AS (
           SELECT key FROM miniseg.job
           WHERE state IN ('waiting', 'active') AND coalesce(beat, submitted) <= now() - $1 * interval '1 s'
             AND NOT EXISTS (SELECT 1 FROM ${this.#dispatcher.schema}.job AS sent
               WHERE sent.name = job.lane AND sent.id = job.ticket AND sent.state < 'completed')
           LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)
         UPDATE miniseg.job SET ticket = gen_random_uuid(), state = 'waiting' FROM lost WHERE job.key = lost.key
         RETURNING job.ticket, job.lane, job.priority`,
        [olderSeconds],
      );
      await this.send(rows);
      if (rows.length < BATCH) return;
    }
  }

  async send(rows: readonly (Ticket & { lane: string })[]): Promise<void> {
    for (const lane of LANES) {
      const tickets = rows.filter((row) => row.lane === lane);
      if (tickets.length > 0) await this.#dispatcher.send(lane, tickets);
    }
  }
}

/** The queue is to be handed out by a newer pg-boss: nobody may be at work with the old one. */
export async function leaveOldBoss(
  database: Database,
  shown: string,
  boss: BossVersion,
  lostAfter: number,
): Promise<void> {
  const { rows } = await database.execute(
    `SELECT host, pid FROM miniseg.worker WHERE beat > now() - $1 * interval '1 s' LIMIT 1`,
    [lostAfter],
  );
  if (rows.length > 0) {
    throw new CliError(
      'input',
      `The queue ${shown} has a worker (process ${rows[0].pid} on '${rows[0].host}') that uses an older pg-boss. Stop all ` +
        'workers, then upgrade, then start them with Node 22.12 or newer.',
    );
  }
  await database.execute('UPDATE miniseg.meta SET boss = $1', [boss]);
}
