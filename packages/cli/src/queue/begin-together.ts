import { setTimeout } from 'node:timers/promises';

/** What PostgreSQL says where something is there already, or two make it at once. */
const THERE = ['23505', '42P06', '42P07', '42710', '42723', '40P01'];

/** Of several processes that find no tables and make them, one succeeds; the others find them the next time. */
export async function beginTogether<Kind>(start: () => Promise<Kind>, tries = 10): Promise<Kind> {
  try {
    return await start();
  } catch (error) {
    if (tries === 0 || !THERE.includes(String((error as { code?: unknown }).code))) throw error;
    await setTimeout(200);
    return beginTogether(start, tries - 1);
  }
}
