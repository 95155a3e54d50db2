/** Asked once, when somebody wants to know: starting a graphics driver takes a moment. */
import type { BackendOffer } from '../shared/types.js';
import { startWorker } from './workers.js';

let asked: Promise<BackendOffer[]> | undefined;

export function backendOffers(): Promise<BackendOffer[]> {
  asked ??= ask();
  return asked;
}

async function ask(): Promise<BackendOffer[]> {
  const worker = startWorker('engine');
  try {
    return await Promise.race([worker.api.offers(), worker.died]);
  } finally {
    worker.terminate();
  }
}
