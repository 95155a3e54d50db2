/** What is known of the jobs of a queue. */
import type { Database } from './database.js';
import type { Job, JobState } from './job.js';
import { JOB_COLUMNS, jobOf } from './job-rows.js';

export class JobLists {
  readonly #database: Database;
  readonly #lostAfter: number;

  constructor(database: Database, lostAfter: number) {
    this.#database = database;
    this.#lostAfter = lostAfter;
  }

  async find(key: string): Promise<Job | undefined> {
    const { rows } = await this.#database.execute(`SELECT ${JOB_COLUMNS} FROM miniseg.job WHERE key = $1`, [
      key,
    ]);
    return rows[0] && jobOf(rows[0]);
  }

  /** Two at most: whoever asks means one. */
  async beginningWith(beginning: string): Promise<Job[]> {
    if (!/^[0-9a-f]{4,64}$/.test(beginning)) return [];
    const { rows } = await this.#database.execute(
      `SELECT ${JOB_COLUMNS} FROM miniseg.job WHERE key LIKE $1 LIMIT 2`,
      [`${beginning}%`],
    );
    return rows.map(jobOf);
  }

  /** The newest first. */
  async list(state: JobState | undefined, limit: number): Promise<Job[]> {
    const { rows } = await this.#database.execute(
      `SELECT ${JOB_COLUMNS} FROM miniseg.job WHERE $1::text IS NULL OR state = $1 ORDER BY submitted DESC, key LIMIT $2`,
      [state ?? null, limit],
    );
    return rows.map(jobOf);
  }

  /** How many are about this folder or file. */
  async ofPath(path: string): Promise<number> {
    const { rows } = await this.#database.execute(
      `SELECT count(*)::int AS count FROM miniseg.job WHERE input->>'path' = $1`,
      [path],
    );
    return rows[0].count;
  }

  /** Which of these ended, and how. */
  async ended(keys: readonly string[]): Promise<Map<string, JobState>> {
    const { rows } = await this.#database.execute(
      `SELECT key, state FROM miniseg.job WHERE key = ANY($1::text[]) AND state IN ('done', 'failed', 'canceled')`,
      [[...keys]],
    );
    return new Map(rows.map(({ key, state }) => [key, state]));
  }

  async counts(): Promise<Record<JobState, number>> {
    const { rows } = await this.#database.execute(
      'SELECT state, count(*)::int AS count FROM miniseg.job GROUP BY state',
      [],
    );
    const counts = { waiting: 0, active: 0, done: 0, failed: 0, canceled: 0 };
    for (const { state, count } of rows) counts[state as JobState] = count;
    return counts;
  }

  /** For the metrics: workers that live, seconds that the job has waited that waits longest, seconds of work in all. */
  async load(): Promise<{ workers: number; oldest: number; worked: number }> {
    const { rows } = await this.#database.execute(
      `SELECT (SELECT count(*)::int FROM miniseg.worker WHERE beat > now() - $1 * interval '1 s') AS workers,
         (SELECT coalesce(extract(epoch FROM now() - min(submitted)), 0)::float8 FROM miniseg.job WHERE state = 'waiting') AS oldest,
         (SELECT coalesce(sum((result->>'seconds')::float8), 0) FROM miniseg.job WHERE state = 'done') AS worked`,
      [this.#lostAfter],
    );
    const [{ workers, oldest, worked }] = rows;
    return { workers, oldest, worked: Number(worked) };
  }
}
