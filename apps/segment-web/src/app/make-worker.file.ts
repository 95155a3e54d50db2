/** Workers of a page that is one file: their code is a part of it. */
import EngineWorker from '../worker/engine-worker.ts?worker&inline';
import StudyWorker from '../worker/study-worker.ts?worker&inline';

const WORKERS = { engine: EngineWorker, study: StudyWorker };

export function makeWorker(name: keyof typeof WORKERS): Worker {
  return new WORKERS[name]({ name });
}
