/** Workers that start together or not at all. */
import { ThreadsError } from './errors.js';
import { type SpawnedWorker, spawnWorker, type WorkerSource } from './spawn-worker.js';

/** @throws {ThreadsError} when one of them cannot be started; none is left behind then. */
export async function spawnTeam(sources: readonly WorkerSource[]): Promise<SpawnedWorker[]> {
  const started = await Promise.allSettled(sources.map((source) => spawnWorker(source)));
  const workers = started.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const failure = started.find((result) => result.status === 'rejected');
  if (!failure) return workers;
  for (const worker of workers) worker.terminate();
  if (ThreadsError.isInstance(failure.reason)) throw failure.reason;
  throw new ThreadsError('state', 'A worker thread could not be started; use one thread.', {
    cause: failure.reason,
  });
}
