/** Waits for jobs, and shows how far they are. */
import { setTimeout } from 'node:timers/promises';
import { startProgress } from '../../progress/progress.js';
import { insist } from '../../queue/passing-error.js';
import type { Queue } from '../../queue/queue.js';

export interface EndedCounts {
  done: number;
  failed: number;
  canceled: number;
}

/** Of jobs that wait, the first are done first: so many are asked for at once, however many there are. */
const WINDOW = 2000;
const PAUSE = 1000;

/** @returns What became of them until now, where the signal comes first. */
export async function untilEnded(
  queue: Queue,
  keys: readonly string[],
  signal: AbortSignal,
): Promise<EndedCounts> {
  const counts: EndedCounts = { done: 0, failed: 0, canceled: 0 };
  let open = [...keys];
  const progress = startProgress(keys.length);
  try {
    while (open.length > 0 && !signal.aborted) {
      const asked = open.slice(0, WINDOW);
      const ended = await insist(() => queue.jobs.ended(asked), { signal }).catch((error) => {
        if (signal.aborted) return new Map<string, keyof EndedCounts>();
        throw error;
      });
      for (const state of ended.values()) {
        counts[state as keyof EndedCounts]++;
        const { done, failed } = counts;
        progress.step(`${done} segmented${failed > 0 ? `, ${failed} failed` : ''}`);
      }
      open = open.filter((key) => !ended.has(key));
      // All of the window had ended before: the next is looked at without a pause.
      if (open.length > 0 && ended.size < asked.length)
        await setTimeout(PAUSE, undefined, { signal }).catch(() => {});
    }
  } finally {
    progress.stop();
  }
  return counts;
}
