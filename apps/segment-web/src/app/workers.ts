/** Workers as objects whose methods are called from afar. */
import { type Remote, wrap } from 'comlink';
import type { EngineApi } from '../worker/engine-worker.js';
import type { StudyApi } from '../worker/study-worker.js';
import { makeWorker } from './make-worker.js';

interface Apis {
  engine: EngineApi;
  study: StudyApi;
}

export interface WorkerHandle<Name extends keyof Apis> {
  api: Remote<Apis[Name]>;
  /** Rejects when the worker dies, which calls in flight would never tell. */
  died: Promise<never>;
  /** Ends it at once, whatever it does. */
  terminate(): void;
}

export function startWorker<Name extends keyof Apis>(name: Name): WorkerHandle<Name> {
  const worker = makeWorker(name);
  const died = new Promise<never>((_, reject) => {
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      reject(new Error(event.message || `The ${name} worker could not be started.`));
    });
    worker.addEventListener('messageerror', () =>
      reject(new Error('There is not enough memory: out of memory.')),
    );
  });
  // Somebody may be listening later, or nobody.
  died.catch(() => {});
  return { api: wrap<Apis[Name]>(worker), died, terminate: () => worker.terminate() };
}
