/** The next job for a worker: out of pg-boss and into the worker's hands by one statement, and so in one transaction. */
import type { Database } from './database.js';
import type { Dispatcher, Lane } from './dispatcher.js';
import type { TakenJob } from './job.js';
import { JOB_COLUMNS, jobOf } from './job-rows.js';
import type { WorkerName } from './worker-name.js';

/** Milliseconds for which lanes in which nothing waits are not asked for their jobs. */
const EMPTY = 1000;

export class JobTaking {
  readonly #database: Database;
  readonly #dispatcher: Dispatcher;
  /** Lanes in the order of their jobs, where one of them alone has any, and until when that holds. */
  #alone: { lanes: readonly Lane[]; until: number } | undefined;

  constructor(database: Database, dispatcher: Dispatcher) {
    this.#database = database;
    this.#dispatcher = dispatcher;
  }

  /** @returns undefined where nothing waits in these lanes; the one whose job is the most urgent comes first */
  async take(worker: WorkerName, lanes: readonly Lane[]): Promise<TakenJob | undefined> {
    for (const lane of await this.#byUrgency(lanes)) {
      for (;;) {
        const row = await this.#takeFrom(lane, worker);
        if (row === undefined) break;
        if (row.key === null) {
          // It was canceled, or is done already.
          await this.#dispatcher.complete(lane, [row.taken]);
          continue;
        }
        // It was sent with another idea of patience; the next sign of life makes up for one that is lost.
        if (Number(row.patience) !== this.#dispatcher.lostAfter)
          this.#dispatcher.beat(lane, [row.taken]).catch(() => {});
        return { ...jobOf(row), ticket: row.taken, lane };
      }
      this.#alone = undefined;
    }
    return undefined;
  }

  async #takeFrom(lane: Lane, worker: WorkerName) {
    const [row] = await this.#dispatcher.take(lane, (first, patience) => ({
      text: `mine AS (
          UPDATE miniseg.job SET state = 'active', worker = $${first}, host = $${first + 1}, attempts = job.attempts + 1,
            started = now(), beat = now(), progress = 0, stage = NULL
          FROM taken WHERE job.ticket = taken.id AND job.state IN ('waiting', 'active') RETURNING ${JOB_COLUMNS}, job.ticket)
        SELECT taken.id AS taken, taken.${patience} AS patience, mine.* FROM taken LEFT JOIN mine ON mine.ticket = taken.id`,
      values: [worker.id, worker.host],
    }));
    return row;
  }

  async #byUrgency(lanes: readonly Lane[]): Promise<readonly Lane[]> {
    if (lanes.length < 2) return lanes;
    if (this.#alone && performance.now() < this.#alone.until) return this.#alone.lanes;
    const { rows } = await this.#database.execute(
      `SELECT lane FROM unnest($1::text[]) AS lanes(lane), LATERAL (SELECT priority FROM miniseg.job
         WHERE job.lane = lanes.lane AND state = 'waiting' ORDER BY priority DESC LIMIT 1) AS first
       ORDER BY priority DESC, lane`,
      [[...lanes]],
    );
    const urgent = rows.map(({ lane }) => lane as Lane);
    const all = [...urgent, ...lanes.filter((lane) => !urgent.includes(lane))];
    this.#alone = urgent.length === 1 ? { lanes: all, until: performance.now() + EMPTY } : undefined;
    return all;
  }
}
