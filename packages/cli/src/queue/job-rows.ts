/** Jobs as the table has them. */
import type { Job } from './job.js';

export const JOB_COLUMNS = [
  ...['key', 'name', 'input', 'priority', 'state', 'submitted', 'started', 'ended'],
  ...['attempts', 'host', 'progress', 'stage', 'note', 'result'],
]
  .map((column) => `job.${column}`)
  .join(', ');

/** What is NULL in the table is absent here. */
export function jobOf(row: Record<string, unknown>): Job {
  const known = Object.entries(row).filter(
    ([name, value]) => value !== null && JOB_COLUMNS.includes(`job.${name}`),
  );
  return Object.fromEntries(known) as unknown as Job;
}
