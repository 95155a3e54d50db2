/** How jobs come into the tables, and then to pg-boss. */
import type { Database } from './database.js';
import type { Ticket } from './dispatcher.js';
import { laneOf, type NewJob } from './job.js';
import { insist, isPassing } from './passing-error.js';
import { ticketId } from './ticket-id.js';
import type { Upkeep } from './upkeep.js';

/** What became of jobs that were submitted. */
export interface Submitted {
  added: number;
  /** Had failed or were canceled, and are tried again. */
  again: number;
  /** Are waiting, at work or done. */
  known: number;
}

const BATCH = 500;

/** In one order for all who submit: two that wait for each other's rows would block each other. */
const byKey = (a: { key: string }, b: { key: string }) => (a.key < b.key ? -1 : 1);
/** In the order in which they were submitted. */
const byTicket = (a: Ticket, b: Ticket) => (a.ticket < b.ticket ? -1 : 1);

/** A connection that breaks meanwhile is waited for: what is in the tables already is not put there again. */
export async function submitJobs(
  database: Database,
  upkeep: Upkeep,
  jobs: readonly NewJob[],
): Promise<Submitted> {
  const unique = [...new Map(jobs.map((job) => [job.key, job])).values()];
  const counts: Submitted = { added: 0, again: 0, known: jobs.length - unique.length };
  for (let at = 0; at < unique.length; at += BATCH) {
    const some = unique.slice(at, at + BATCH).map((job) => ({
      ...{ key: job.key, name: job.name, input: job.input, priority: job.priority ?? 0 },
      ...{ ticket: ticketId(), lane: laneOf(job.input) },
    }));
    let broke = false;
    const insert = () =>
      database.execute(
        `INSERT INTO miniseg.job (key, ticket, lane, name, input, priority)
         SELECT key, ticket, lane, name, input, priority FROM jsonb_to_recordset($1::jsonb)
           AS new(key text, ticket uuid, lane text, name text, input jsonb, priority int)
         ON CONFLICT (key) DO UPDATE SET ticket = EXCLUDED.ticket, input = EXCLUDED.input, priority = EXCLUDED.priority,
           state = 'waiting', attempts = 0, ended = NULL, progress = 0, stage = NULL
         WHERE job.state IN ('failed', 'canceled')
         RETURNING ticket, lane, priority, (xmax = 0) AS added`,
        [JSON.stringify(some.sort(byKey))],
      );
    const onWait = () => {
      broke = true;
    };
    const { rows } = await insist(insert, { onWait });
    await upkeep.send(rows.sort(byTicket)).catch((error) => {
      if (!isPassing(error)) throw error;
      broke = true;
    });
    // What was done of it before the connection broke is not known here.
    if (broke) await insist(() => upkeep.dispatchLost(0));
    const added = rows.filter((row) => row.added).length;
    counts.added += added;
    counts.again += rows.length - added;
    counts.known += some.length - rows.length;
  }
  return counts;
}
