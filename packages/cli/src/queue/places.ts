/** Limits over all workers: a machine, or an archive, has so many places, and a worker that dies leaves its own. */
import type { Database } from './database.js';
import type { WorkerName } from './worker-name.js';

export class Places {
  readonly #database: Database;
  readonly #lostAfter: number;

  constructor(database: Database, lostAfter: number) {
    this.#database = database;
    this.#lostAfter = lostAfter;
  }

  /** One of so many places for what is to happen only a few times at once. @returns undefined where all are taken */
  async take(resource: string, places: number, worker: WorkerName): Promise<number | undefined> {
    const { rows } = await this.#database.execute(
      `INSERT INTO miniseg.place (resource, number, worker, until)
       SELECT $1, n, $2, now() + $4 * interval '1 s' FROM generate_series(1, $3::int) n
       WHERE NOT EXISTS (SELECT 1 FROM miniseg.place WHERE resource = $1 AND number = n AND until > now())
       ORDER BY n LIMIT 1
       ON CONFLICT (resource, number) DO UPDATE SET worker = EXCLUDED.worker, until = EXCLUDED.until
       WHERE place.until <= now() RETURNING number`,
      [resource, worker.id, places, this.#lostAfter],
    );
    return rows[0]?.number;
  }

  async keep(worker: WorkerName): Promise<void> {
    await this.#database.execute(
      `UPDATE miniseg.place SET until = now() + $2 * interval '1 s' WHERE worker = $1 AND until > now()`,
      [worker.id, this.#lostAfter],
    );
  }

  async leave(resource: string, number: number, worker: WorkerName): Promise<void> {
    await this.#database.execute(
      'DELETE FROM miniseg.place WHERE resource = $1 AND number = $2 AND worker = $3',
      [resource, number, worker.id],
    );
  }
}
