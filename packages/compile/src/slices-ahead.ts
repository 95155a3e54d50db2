/** How many slices of a series to have on their way. */
import type { SlicePredictor } from './predictor.js';

/** One at each worker, the next one for it, and one that is read or written; without workers, one and the next. */
export function slicesAhead({ workers = 0 }: Pick<SlicePredictor, 'workers'>): number {
  return workers > 0 ? 3 * workers : 2;
}
